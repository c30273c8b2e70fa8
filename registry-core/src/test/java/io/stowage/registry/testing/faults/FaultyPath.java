package io.stowage.registry.testing.faults;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import org.jspecify.annotations.Nullable;

/** A path of the default file system, dressed. */
record FaultyPath(FaultyFileSystem fileSystem, Path real) implements Path {

    static Path real(Path path) {
        if (path instanceof FaultyPath faulty) {
            return faulty.real;
        }
        throw new ProviderMismatchException(path.toString());
    }

    private Path dress(Path other) {
        return new FaultyPath(fileSystem, other);
    }

    private @Nullable Path dressed(@Nullable Path other) {
        return other == null ? null : dress(other);
    }

    private static Path bare(Path other) {
        return other instanceof FaultyPath faulty ? faulty.real : other;
    }

    @Override
    public FileSystem getFileSystem() {
        return fileSystem;
    }

    @Override
    public boolean isAbsolute() {
        return real.isAbsolute();
    }

    @Override
    public @Nullable Path getRoot() {
        return dressed(real.getRoot());
    }

    @Override
    public @Nullable Path getFileName() {
        return dressed(real.getFileName());
    }

    @Override
    public @Nullable Path getParent() {
        return dressed(real.getParent());
    }

    @Override
    public int getNameCount() {
        return real.getNameCount();
    }

    @Override
    public Path getName(int index) {
        return dress(real.getName(index));
    }

    @Override
    public Path subpath(int begin, int end) {
        return dress(real.subpath(begin, end));
    }

    @Override
    public boolean startsWith(Path other) {
        return real.startsWith(bare(other));
    }

    @Override
    public boolean endsWith(Path other) {
        return real.endsWith(bare(other));
    }

    @Override
    public Path normalize() {
        return dress(real.normalize());
    }

    @Override
    public Path resolve(Path other) {
        return dress(real.resolve(bare(other)));
    }

    @Override
    public Path relativize(Path other) {
        return dress(real.relativize(bare(other)));
    }

    @Override
    public URI toUri() {
        return real.toUri();
    }

    @Override
    public File toFile() {
        return real.toFile();
    }

    @Override
    public Path toAbsolutePath() {
        return dress(real.toAbsolutePath());
    }

    @Override
    public Path toRealPath(LinkOption... options) throws IOException {
        fileSystem.disk().step(Step.ATTRIBUTES, this);
        return dress(real.toRealPath(options));
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int compareTo(Path other) {
        return real.compareTo(bare(other));
    }

    @Override
    public String toString() {
        return real.toString();
    }
}
