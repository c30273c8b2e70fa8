package io.stowage.examples.standalone;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** What the program says when it is ready: where it listens, where the data lies, and how to push a first image. */
record Greeting(ListenAddress listening, Path data) {

    List<String> commands() {
        String image = listening.forClients() + "/busybox";
        return List.of("docker pull busybox", "docker tag busybox " + image, "docker push " + image);
    }

    String text() {
        return String.join(
                "\n",
                "Stowage " + Version.text() + " listens on " + where() + ", its data lies in " + data,
                "Push a first image:",
                "  " + String.join("\n  ", commands()));
    }

    String json() {
        return JsonLine.of(json -> {
            json.writeStringField("time", Timestamps.text(Instant.now()));
            json.writeStringField("level", "info");
            json.writeStringField("message", "Stowage " + Version.text() + " listens on " + where());
            json.writeStringField("listen", listening.toString());
            json.writeNumberField("port", listening.port());
            json.writeStringField("data", data.toString());
        });
    }

    private String where() {
        return "http://" + listening.forClients() + (listening.isEveryInterface() ? " (all interfaces)" : "");
    }
}
