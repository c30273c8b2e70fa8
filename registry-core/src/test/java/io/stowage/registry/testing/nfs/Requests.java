package io.stowage.registry.testing.nfs;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import io.stowage.registry.testing.nfs.Lookups.Place;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What a client does when a program calls, with real paths on both sides; each is one step for all clients. */
final class Requests {
    private final NfsServer server;
    private final Faults faults;
    private final NameCache names;
    private final AttributeCache attributes;
    private final OpenFiles open = new OpenFiles();
    private final Lookups lookups;

    Requests(NfsServer server, Faults faults) {
        this.server = server;
        this.faults = faults;
        this.names = new NameCache(server);
        this.attributes = new AttributeCache(server);
        this.lookups = new Lookups(server, names);
    }

    Path export() {
        return server.export();
    }

    FileChannel open(Path path, Set<? extends OpenOption> options, FileAttribute<?>... with) throws IOException {
        synchronized (server) {
            if (options.contains(StandardOpenOption.CREATE_NEW)) {
                return create(path, options, with);
            }
            faults.open(path.toString());
            Inode inode = lookups.find(path);
            Path real = lookups.real(inode);
            FileChannel channel = FileChannel.open(real, options, with);
            if (attributes.ask(inode, real).isDirectory()) {
                names.refresh(inode);
            }
            return path.equals(server.export())
                    ? new NfsFileChannel(this, faults, inode, channel)
                    : opened(lookups.place(path), inode, channel);
        }
    }

    private FileChannel create(Path path, Set<? extends OpenOption> options, FileAttribute<?>... with)
            throws IOException {
        Place place = lookups.place(path);
        Path real = lookups.real(place.directory()).resolve(place.name());
        FileChannel channel;
        try {
            channel = FileChannel.open(real, options, with);
        } catch (FileAlreadyExistsException e) {
            names.forget(place.directory(), place.name());
            throw e;
        }
        if (faults.losesReply(Procedure.CREATE_EXCLUSIVELY)) {
            channel.close();
            names.forget(place.directory(), place.name());
            throw new FileAlreadyExistsException(path.toString());
        }
        Inode inode = changed(place).orElseThrow();
        attributes.ask(inode, real);
        return opened(place, inode, channel);
    }

    void createDirectory(Path path, FileAttribute<?>... with) throws IOException {
        synchronized (server) {
            Place place = lookups.place(path);
            try {
                Files.createDirectory(lookups.real(place.directory()).resolve(place.name()), with);
            } catch (FileAlreadyExistsException e) {
                names.forget(place.directory(), place.name());
                throw e;
            }
            if (faults.losesReply(Procedure.MAKE_DIRECTORY)) {
                names.forget(place.directory(), place.name());
                throw new FileAlreadyExistsException(path.toString());
            }
            changed(place);
        }
    }

    void link(Path path, Path existing) throws IOException {
        synchronized (server) {
            Inode inode = lookups.find(existing);
            Place place = lookups.place(path);
            try {
                Files.createLink(lookups.real(place.directory()).resolve(place.name()), lookups.real(inode));
            } catch (FileAlreadyExistsException e) {
                names.forget(place.directory(), place.name());
                throw e;
            }
            attributes.forget(inode);
            if (faults.losesReply(Procedure.LINK)) {
                names.forget(place.directory(), place.name());
                throw new FileAlreadyExistsException(path.toString());
            }
            changed(place);
        }
    }

    void rename(Path from, Path to) throws IOException {
        synchronized (server) {
            Place target = lookups.place(to);
            Path real = lookups.real(target.directory()).resolve(target.name());
            Optional<Inode> replaced = server.inode(real);
            if (replaced.isPresent() && open.isOpen(target) && !Files.isDirectory(real, NOFOLLOW_LINKS)) {
                hide(target);
            }
        }
        // Until the rename itself is asked for, the target is absent: two requests, and others may come between.
        faults.betweenTwoRequests();
        synchronized (server) {
            Inode inode = lookups.find(from);
            Place source = lookups.place(from);
            Place target = lookups.place(to);
            Path realSource = lookups.real(source.directory()).resolve(source.name());
            Path realTarget = lookups.real(target.directory()).resolve(target.name());
            if (!server.inode(realSource).equals(Optional.of(inode))) {
                // the name was found in the cache: it went, or is another file's; the server renames by name
                names.forget(source.directory(), source.name());
            }
            boolean same = server.inode(realSource).equals(server.inode(realTarget));
            boolean exists = server.inode(realSource).isPresent();
            if (exists && !same && renamable(realSource, realTarget)) {
                server.unlinking(realTarget);
            }
            Files.move(realSource, realTarget, ATOMIC_MOVE);
            server.renamed(realSource, realTarget);
            if (!same) {
                open.renamed(source, target);
            }
            if (faults.losesReply(Procedure.RENAME)) {
                names.forget(source.directory(), source.name());
                server.lookUp(target.directory(), target.name());
                throw new NoSuchFileException(from.toString(), to.toString(), null);
            }
            changed(source);
            changed(target);
        }
    }

    private static boolean renamable(Path source, Path target) throws IOException {
        boolean directory = Files.isDirectory(source, NOFOLLOW_LINKS);
        if (directory != Files.isDirectory(target, NOFOLLOW_LINKS)) {
            return false;
        }
        if (!directory) {
            return true;
        }
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(target)) {
            return !entries.iterator().hasNext();
        }
    }

    void remove(Path path) throws IOException {
        synchronized (server) {
            Inode known = lookups.find(path);
            Place place = lookups.place(path);
            Path real = lookups.real(place.directory()).resolve(place.name());
            Inode inode = server.inode(real).orElse(known);
            boolean directory = Files.isDirectory(real, NOFOLLOW_LINKS);
            if (open.isHidden(place)) {
                throw new FileSystemException(path.toString(), null, "Device or resource busy");
            }
            if (!directory && open.isOpen(place)) {
                hide(place);
                return;
            }
            int links = directory || Files.notExists(real, NOFOLLOW_LINKS)
                    ? 0
                    : (int) Files.getAttribute(real, "unix:nlink", NOFOLLOW_LINKS);
            try {
                if (directory && renamable(real, real)) {
                    server.unlinking(real);
                } else if (links == 1) {
                    server.unlinking(real);
                }
                Files.delete(real);
            } catch (NoSuchFileException e) {
                names.forget(place.directory(), place.name());
                throw e;
            }
            attributes.forget(inode);
            changed(place);
            if (faults.losesReply(directory ? Procedure.REMOVE_DIRECTORY : Procedure.REMOVE)) {
                throw new NoSuchFileException(path.toString());
            }
        }
    }

    /** What is open is not removed but renamed ("silly rename"), until it is closed: the server would forget it. */
    private void hide(Place place) throws IOException {
        Path directory = lookups.real(place.directory());
        String name = ".nfs" + UUID.randomUUID().toString().replace("-", "").substring(0, 24);
        Files.move(directory.resolve(place.name()), directory.resolve(name), ATOMIC_MOVE);
        Place hidden = new Place(place.directory(), name);
        open.hide(place, hidden);
        changed(place);
        changed(hidden);
    }

    List<String> list(Path path) throws IOException {
        synchronized (server) {
            faults.open(path.toString());
            Inode inode = lookups.find(path);
            Path real = lookups.real(inode);
            if (!attributes.ask(inode, real).isDirectory()) {
                throw new NotDirectoryException(path.toString());
            }
            names.refresh(inode);
            List<String> found = new ArrayList<>();
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(real)) {
                for (Path entry : entries) {
                    String name = entry.getFileName().toString();
                    found.add(name);
                    // the server tells of each entry what it is (READDIRPLUS), and that is remembered too
                    Optional<Inode> child = server.lookUp(inode, name);
                    names.remember(inode, name, child);
                    if (child.isPresent() && attributes.find(child.get()).isEmpty()) {
                        attributes.ask(child.get(), entry);
                    }
                }
            }
            return found;
        }
    }

    BasicFileAttributes attributes(Path path) throws IOException {
        synchronized (server) {
            Optional<BasicFileAttributes> remembered = remembered(path);
            if (remembered.isPresent()) {
                return remembered.get();
            }
            Inode inode = lookups.find(path);
            return attributes.ask(inode, lookups.real(inode));
        }
    }

    /** Without asking, if name and attributes are remembered: so a file that was removed is still there. */
    private Optional<BasicFileAttributes> remembered(Path path) throws IOException {
        if (path.equals(server.export())) {
            return Optional.empty();
        }
        Place place;
        try {
            place = lookups.place(path);
        } catch (NoSuchFileException | StaleHandleException e) {
            return Optional.empty();
        }
        return names.find(place.directory(), place.name())
                .flatMap(NameCache.Entry::inode)
                .flatMap(attributes::find);
    }

    /** Where a path lies on the server, for what is not played; its attributes are asked for anew afterwards. */
    Path real(Path path) throws IOException {
        synchronized (server) {
            Inode inode = lookups.find(path);
            attributes.forget(inode);
            return lookups.real(inode);
        }
    }

    void checkReadable(Inode inode) throws IOException {
        synchronized (server) {
            if (server.version() == NfsVersion.V3 && server.path(inode).isEmpty()) {
                throw new IOException(StaleHandleException.REASON);
            }
        }
    }

    /** What a client itself writes, it knows. */
    void writing(Inode inode) {
        synchronized (server) {
            attributes.forget(inode);
        }
    }

    void closed(Object opener) throws IOException {
        synchronized (server) {
            Optional<Place> hidden = open.closed(opener);
            Optional<Path> directory =
                    hidden.isPresent() ? server.path(hidden.get().directory()) : Optional.empty();
            if (directory.isPresent()) {
                Path real = directory.get().resolve(hidden.get().name());
                server.unlinking(real);
                Files.deleteIfExists(real);
                changed(hidden.get());
            }
        }
    }

    private FileChannel opened(Place name, Inode inode, FileChannel channel) {
        FileChannel opened = new NfsFileChannel(this, faults, inode, channel);
        open.opened(opened, name);
        return opened;
    }

    /** This client changed a name, and so learnt the directory's attributes of now. */
    private Optional<Inode> changed(Place place) throws IOException {
        names.refresh(place.directory());
        Optional<Inode> now = server.lookUp(place.directory(), place.name());
        names.remember(place.directory(), place.name(), now);
        return now;
    }
}
