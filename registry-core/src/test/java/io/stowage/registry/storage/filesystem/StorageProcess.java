package io.stowage.registry.storage.filesystem;

import static io.stowage.registry.storage.filesystem.Pushed.append;
import static io.stowage.registry.storage.filesystem.Pushed.bytes;
import static io.stowage.registry.storage.filesystem.Pushed.digest;
import static io.stowage.registry.storage.filesystem.Pushed.image;
import static io.stowage.registry.storage.filesystem.Pushed.referrer;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.storage.PageRequest;
import io.stowage.storage.PendingUpload;
import io.stowage.storage.UploadId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * A storage in a JVM of its own, since umask and user are a process's. It reads a command per line and answers each with
 * {@code ok <result>} or {@code <exception>: <message>}.
 */
final class StorageProcess implements AutoCloseable {
    /** The words that leave a setting at its default. */
    static final List<String> NO_SETTINGS = List.of("-", "-", "-");

    private final Process process;
    private final BufferedReader answers;
    private final PrintStream commands;

    private StorageProcess(Process process) {
        this.process = process;
        this.answers = process.inputReader(UTF_8);
        this.commands = new PrintStream(process.getOutputStream(), true, UTF_8);
    }

    /**
     * Starts one.
     *
     * @param as the program and arguments that change the user; none to stay
     * @param settings directory mode, file mode and group
     */
    static StorageProcess start(String umask, List<String> as, String classPath, Path directory, List<String> settings)
            throws IOException {
        List<String> command = new ArrayList<>(List.of("sh", "-c", "umask " + umask + "; exec \"$@\"", "sh"));
        command.addAll(as);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-cp", classPath));
        command.add(StorageProcess.class.getName());
        command.add(directory.toString());
        command.addAll(settings);
        return new StorageProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** Has something done, and answers the result. */
    String done(String command) throws IOException {
        String answer = answer(command);
        if (!answer.startsWith("ok ")) {
            throw new AssertionError(command + " was answered with " + answer);
        }
        return answer.substring("ok ".length());
    }

    /** Tries something, and answers whatever comes. */
    String answer(String command) throws IOException {
        commands.println(command);
        String answer = answers.readLine();
        if (answer == null) {
            throw new AssertionError("the process ended at " + command);
        }
        return answer;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    public static void main(String[] arguments) throws IOException {
        FilesystemStorage.Builder builder =
                FilesystemStorage.builder(Path.of(arguments[0])).sync(false);
        if (!arguments[1].equals("-")) {
            builder.directoryMode(FileMode.parse(arguments[1]));
        }
        if (!arguments[2].equals("-")) {
            builder.fileMode(FileMode.parse(arguments[2]));
        }
        if (!arguments[3].equals("-")) {
            builder.group(arguments[3]);
        }
        Commands commands = new Commands(builder);
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        PrintStream out = new PrintStream(System.out, true, UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            try {
                out.println("ok " + commands.run(line.split(" ", -1)));
            } catch (IOException | RuntimeException e) {
                out.println(e.toString().replace('\n', ' '));
            }
        }
    }

    private static final class Commands {
        private final FilesystemStorage.Builder builder;

        @SuppressWarnings("NullAway.Init") // set by "open", which comes before what needs it
        private FilesystemStorage storage;

        Commands(FilesystemStorage.Builder builder) {
            this.builder = builder;
        }

        // Words: verb, then mostly a repository and the text of a blob or the label of a manifest.
        Object run(String[] words) throws IOException {
            switch (words[0]) {
                case "probe" -> {
                    return builder.probe();
                }
                case "open" -> {
                    storage = builder.open();
                    return storage;
                }
                case "begin" -> {
                    return storage.uploads()
                            .create(repository(words), Instant.EPOCH)
                            .id();
                }
                default -> {
                    return words.length == 3 ? runTwo(words) : runThree(words);
                }
            }
        }

        private Object runTwo(String[] words) throws IOException {
            RepositoryName repository = repository(words);
            return switch (words[0]) {
                case "push" -> Pushed.blob(storage, repository, words[2]);
                case "read" ->
                    Pushed.read(storage, repository, digest(words[2])).orElse("absent");
                case "delete" -> storage.blobs().delete(repository, digest(words[2]));
                case "image" -> {
                    storage.manifests().put(repository, image(words[2]));
                    yield image(words[2]).digest();
                }
                case "remove" ->
                    storage.manifests().delete(repository, image(words[2]).digest());
                case "referrers" ->
                    storage.manifests()
                            .referrers(repository, image(words[2]).digest(), PageRequest.first(10))
                            .entries()
                            .size();
                case "untag" -> storage.tags().delete(repository, Tag.parse(words[2]));
                case "resolve" ->
                    storage.tags()
                            .find(repository, Tag.parse(words[2]))
                            .map(Object::toString)
                            .orElse("absent");
                case "cancel" -> {
                    upload(words).cancel();
                    yield "";
                }
                default -> throw new IllegalArgumentException(words[0]);
            };
        }

        private Object runThree(String[] words) throws IOException {
            RepositoryName repository = repository(words);
            return switch (words[0]) {
                case "mount" -> storage.blobs().mount(repository, RepositoryName.parse(words[2]), digest(words[3]));
                case "tag" -> {
                    storage.tags()
                            .put(
                                    repository,
                                    Tag.parse(words[2]),
                                    image(words[3]).digest());
                    yield "";
                }
                case "refer" -> {
                    storage.manifests()
                            .put(repository, referrer(words[2], image(words[3]).digest()));
                    yield "";
                }
                case "append" -> {
                    append(upload(words), words[3]);
                    yield upload(words).size();
                }
                case "hold" -> { // begins to append, and never ends
                    upload(words).append(upload(words).size()).write(bytes(words[3]));
                    yield "";
                }
                case "commit" -> {
                    upload(words).commit(digest(words[3]));
                    yield digest(words[3]);
                }
                default -> throw new IllegalArgumentException(words[0]);
            };
        }

        private PendingUpload upload(String[] words) throws IOException {
            return storage.uploads()
                    .find(repository(words), UploadId.tryParse(words[2]).orElseThrow())
                    .orElseThrow();
        }

        private static RepositoryName repository(String[] words) {
            return RepositoryName.parse(words[1]);
        }
    }
}
