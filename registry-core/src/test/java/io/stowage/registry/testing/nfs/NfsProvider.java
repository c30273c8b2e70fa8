package io.stowage.registry.testing.nfs;

import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The way from {@link Files} to a client. */
final class NfsProvider extends FileSystemProvider {
    private final Requests requests;

    NfsProvider(Requests requests) {
        this.requests = requests;
    }

    @Override
    public String getScheme() {
        return "played-nfs";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> settings) {
        throw new UnsupportedOperationException("is mounted by NfsServer");
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        throw new UnsupportedOperationException("has no address");
    }

    @Override
    public Path getPath(URI uri) {
        throw new UnsupportedOperationException("has no address");
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return requests.open(NfsPath.real(path), options, attributes);
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path directory, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        List<Path> entries = requests.list(NfsPath.real(directory)).stream()
                .map(directory::resolve)
                .toList();
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                return entries.iterator();
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void createDirectory(Path directory, FileAttribute<?>... attributes) throws IOException {
        requests.createDirectory(NfsPath.real(directory), attributes);
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        requests.link(NfsPath.real(link), NfsPath.real(existing));
    }

    @Override
    public void delete(Path path) throws IOException {
        requests.remove(NfsPath.real(path));
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) {
        throw new UnsupportedOperationException("copying is not played");
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        requests.rename(NfsPath.real(source), NfsPath.real(target));
    }

    @Override
    public boolean isSameFile(Path path, Path other) throws IOException {
        return path.equals(other)
                || requests.attributes(NfsPath.real(path))
                        .fileKey()
                        .equals(requests.attributes(NfsPath.real(other)).fileKey());
    }

    @Override
    public boolean isHidden(Path path) {
        return false;
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        return new NfsFileStore(Files.getFileStore(requests.real(NfsPath.real(path))));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        requests.attributes(NfsPath.real(path));
        if (modes.length > 0) {
            Path real = requests.real(NfsPath.real(path));
            real.getFileSystem().provider().checkAccess(real, modes);
        }
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        try {
            return Files.getFileAttributeView(requests.real(NfsPath.real(path)), type, options);
        } catch (IOException e) {
            return Files.getFileAttributeView(NfsPath.real(path), type, options); // fails when it is used
        }
    }

    @Override
    @SuppressWarnings("unchecked") // the JDK's way to ask for the richest kind that a file system has
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        return type == BasicFileAttributes.class
                ? (A) requests.attributes(NfsPath.real(path))
                : Files.readAttributes(requests.real(NfsPath.real(path)), type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String names, LinkOption... options) throws IOException {
        return Files.readAttributes(requests.real(NfsPath.real(path)), names, options);
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
        Files.setAttribute(requests.real(NfsPath.real(path)), attribute, value, options);
    }
}
