package io.stowage.examples.standalone;

import io.stowage.examples.standalone.tls.Transport;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the program says when it is ready: where it listens, where the data lies, who may do what, and how to push a first image. */
record Greeting(ListenAddress listening, Path data, Transport transport, String access) {

    List<String> commands() {
        String image = forClients() + "/busybox";
        return List.of("docker pull busybox", "docker tag busybox " + image, "docker push " + image);
    }

    String text() {
        List<String> lines = new ArrayList<>();
        lines.add("Stowage " + Version.text() + " listens on " + where() + ", its data lies in " + data);
        lines.addAll(notes());
        lines.add("Push a first image:");
        commands().forEach(command -> lines.add("  " + command));
        return String.join("\n", lines);
    }

    String json() {
        return JsonLine.of(json -> {
            json.writeStringField("time", Timestamps.text(Instant.now()));
            json.writeStringField("level", "info");
            json.writeStringField("message", "Stowage " + Version.text() + " listens on " + where());
            json.writeStringField("listen", listening.toString());
            json.writeNumberField("port", listening.port());
            json.writeStringField("data", data.toString());
            json.writeBooleanField("tls", transport.isSecure());
            json.writeArrayFieldStart("notes");
            for (String line : notes()) {
                json.writeString(line);
            }
            json.writeEndArray();
        });
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>(transport.announcement().lines(listening.port()));
        notes.add(access);
        return notes;
    }

    private String where() {
        return (transport.isSecure() ? "https://" : "http://")
                + forClients()
                + (listening.isEveryInterface() ? " (all interfaces)" : "");
    }

    /** The name that a certificate was asked for, else the one it listens on. */
    private String forClients() {
        return transport.announcement().address(listening.port()).orElseGet(listening::forClients);
    }
}
