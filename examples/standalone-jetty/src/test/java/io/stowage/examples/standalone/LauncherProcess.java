package io.stowage.examples.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The launcher as users run it: a JVM of its own, whose output is kept line by line. */
final class LauncherProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern PORT = Pattern.compile("(?:https?://\\S+?:|\"port\":)(\\d+)");

    private final Process process;
    private final Output out;
    private final Output err;

    private LauncherProcess(Process process) {
        this.process = process;
        this.out = new Output(process.getInputStream());
        this.err = new Output(process.getErrorStream());
    }

    static LauncherProcess start(String... arguments) throws IOException {
        return start(List.of(), arguments);
    }

    /** Starts it through another program, such as one that changes the user. */
    static LauncherProcess start(List<String> prefix, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        // A short life: compiling well does not pay.
        command.add("-XX:TieredStopAtLevel=1");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(Launcher.class.getName());
        command.addAll(List.of(arguments));
        return new LauncherProcess(new ProcessBuilder(command).start());
    }

    /** Waits until it serves, and says on which port. */
    int awaitPort() throws InterruptedException {
        String line = out.await(text -> PORT.matcher(text).find());
        Matcher matcher = PORT.matcher(line);
        if (!matcher.find()) {
            throw new AssertionError("no port in " + line);
        }
        return Integer.parseInt(matcher.group(1));
    }

    URI address(String path) throws InterruptedException {
        return URI.create("http://127.0.0.1:" + awaitPort() + path);
    }

    String awaitOut(Predicate<String> wanted) throws InterruptedException {
        return out.await(wanted);
    }

    String awaitErr(Predicate<String> wanted) throws InterruptedException {
        return err.await(wanted);
    }

    List<String> out() {
        return out.lines();
    }

    List<String> err() {
        return err.lines();
    }

    long pid() {
        return process.pid();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Sends SIGTERM. */
    void terminate() {
        // Process.destroy would also close the streams, and the last words would be lost.
        process.toHandle().destroy();
    }

    /** Waits for the end, and answers the exit status when all output is here. */
    int awaitExit() throws InterruptedException {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("still running; it said " + out() + err());
        }
        out.awaitEnd();
        err.awaitEnd();
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** One stream of the process. */
    private static final class Output {
        private final List<String> lines = new ArrayList<>();
        private final Thread reader;
        private boolean ended;

        Output(InputStream stream) {
            reader = new Thread(() -> read(stream), "launcher-output");
            reader.setDaemon(true);
            reader.start();
        }

        private void read(InputStream stream) {
            try (BufferedReader text = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
                for (String line = text.readLine(); line != null; line = text.readLine()) {
                    synchronized (lines) {
                        lines.add(line);
                        lines.notifyAll();
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                synchronized (lines) {
                    ended = true;
                    lines.notifyAll();
                }
            }
        }

        String await(Predicate<String> wanted) throws InterruptedException {
            long end = System.nanoTime() + PATIENCE.toNanos();
            synchronized (lines) {
                while (true) {
                    for (String line : lines) {
                        if (wanted.test(line)) {
                            return line;
                        }
                    }
                    long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                    if (ended || left <= 0) {
                        throw new AssertionError("the awaited line did not come; there were " + lines);
                    }
                    lines.wait(left);
                }
            }
        }

        void awaitEnd() throws InterruptedException {
            reader.join(PATIENCE.toMillis());
        }

        List<String> lines() {
            synchronized (lines) {
                return List.copyOf(lines);
            }
        }
    }
}
