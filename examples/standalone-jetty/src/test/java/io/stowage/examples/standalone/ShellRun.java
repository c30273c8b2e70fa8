package io.stowage.examples.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A command that has run to its end. */
record ShellRun(long pid, int status, String out, String err) {

    /** Runs a command; null in the environment takes a variable away. */
    static ShellRun of(Path directory, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        builder.environment().keySet().removeIf(name -> name.matches("MVNW_.*|MAVEN_.*|JAVA_.*|STOWAGE_.*"));
        builder.environment().put("no_proxy", "127.0.0.1");
        builder.environment().putAll(environment);
        Process process = builder.start();
        CompletableFuture<String> err = CompletableFuture.supplyAsync(() -> {
            try {
                return new String(process.getErrorStream().readAllBytes(), UTF_8);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("still running: " + command);
        }
        return new ShellRun(process.pid(), process.exitValue(), out, err.join());
    }

    /** Writes an executable file. */
    static Path script(Path file, String... lines) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, "#!/bin/sh\n" + String.join("\n", lines) + "\n");
        makeExecutable(file);
        return file;
    }

    static void makeExecutable(Path file) {
        if (!file.toFile().setExecutable(true)) {
            throw new AssertionError("cannot make executable: " + file);
        }
    }

    /** A copy of a script at the root of this checkout. */
    static Path copyFromRoot(String name, Path to) throws IOException {
        Path root = Path.of(System.getProperty("basedir", "")).resolve("../..");
        Files.createDirectories(to.toAbsolutePath().getParent());
        Files.copy(root.resolve(name), to);
        makeExecutable(to);
        return to;
    }
}
