package io.stowage.registry.storage.filesystem;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.stowage.oci.Digest;
import io.stowage.oci.DigestAlgorithm;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.storage.InspectedContent;
import io.stowage.storage.Inspection;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Shows what lies in the directory, links as they are. Takes nothing back that a collector put aside. */
final class FilesystemInspection implements Inspection {
    private static final int LONGEST_NOTE = 16 << 20;

    private final FilesystemLayout layout;
    private final FreshLookups lookups;
    private final Links links;
    private final RepositoryTree tree;
    private final InspectedFiles contents;
    private final AtomicFiles files;

    FilesystemInspection(
            FilesystemLayout layout,
            FreshLookups lookups,
            Links links,
            RepositoryTree tree,
            InspectedFiles contents,
            AtomicFiles files) {
        this.layout = layout;
        this.lookups = lookups;
        this.links = links;
        this.tree = tree;
        this.contents = contents;
        this.files = files;
    }

    @Override
    public void visitContent(Optional<Digest> after, ContentVisitor visitor) throws IOException {
        contents.visit(after, visitor);
    }

    @Override
    public void visitAside(ContentVisitor visitor) throws IOException {
        contents.visitAside(visitor);
    }

    @Override
    public void visitQuarantine(ContentVisitor visitor) throws IOException {
        contents.visitQuarantine(visitor);
    }

    @Override
    public Optional<InspectedContent> openContent(Digest digest) throws IOException {
        return contents.open(digest);
    }

    @Override
    public void visitRepositories(RepositoryVisitor visitor) throws IOException {
        List<Path> unreadable = new ArrayList<>();
        tree.walkAll(
                name -> {
                    visitor.visit(name);
                    return true;
                },
                unreadable::add);
        for (Path directory : unreadable) {
            visitor.unreadable(
                    "directory " + directory, new FileSystemException(directory.toString(), null, "cannot be read"));
        }
    }

    @Override
    public void visitTags(RepositoryName repository, LinkVisitor visitor) throws IOException {
        for (String name : sorted(layout.tags(repository), visitor)) {
            Optional<Tag> tag = Tag.tryParse(name);
            if (tag.isPresent()) {
                visit(layout.tagCurrentLink(repository, tag.get()), visitor, target -> visitor.tag(tag.get(), target));
            }
        }
    }

    @Override
    public void visitManifests(RepositoryName repository, LinkVisitor visitor) throws IOException {
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            for (String name : sorted(layout.revisions(repository, algorithm), visitor)) {
                Optional<Digest> digest = Digest.tryParse(algorithm + ":" + name);
                if (digest.isPresent()) {
                    visit(
                            layout.revisionLink(repository, digest.get()),
                            visitor,
                            target -> visitor.manifest(digest.get(), target.equals(digest)));
                }
            }
        }
    }

    @Override
    public void visitBlobs(RepositoryName repository, LinkVisitor visitor) throws IOException {
        for (DigestAlgorithm algorithm : DigestAlgorithm.values()) {
            for (String name : sorted(layout.layers(repository, algorithm), visitor)) {
                Optional<Digest> digest = Digest.tryParse(algorithm + ":" + name);
                if (digest.isPresent()) {
                    visit(
                            layout.layerLink(repository, digest.get()),
                            visitor,
                            target -> visitor.blob(
                                    digest.get(),
                                    target.filter(stored -> FilesystemBlobs.mayLieUnder(digest.get(), stored))));
                }
            }
        }
    }

    @Override
    public Optional<String> note(String name) throws IOException {
        return lookups.read(layout.note(name), LONGEST_NOTE).map(text -> new String(text, UTF_8));
    }

    @Override
    public void keepNote(String name, String text) throws IOException {
        files.writeVolatile(layout.note(name), text.getBytes(UTF_8));
    }

    @FunctionalInterface
    private interface Found {
        void accept(Optional<Digest> target) throws IOException;
    }

    /** Tells what is in a link that is in its place. */
    private void visit(Path link, LinkVisitor visitor, Found found) throws IOException {
        Optional<Links.Text> text;
        try {
            text = links.look(link);
        } catch (FileSystemException e) {
            visitor.unreadable("link " + link, e);
            return;
        }
        if (text.isPresent()) {
            found.accept(text.get().digest());
        }
    }

    private List<String> sorted(Path directory, LinkVisitor visitor) throws IOException {
        try {
            List<String> names = new ArrayList<>(lookups.names(directory));
            Collections.sort(names);
            return names;
        } catch (FileSystemException e) {
            visitor.unreadable("directory " + directory, e);
            return List.of();
        }
    }
}
