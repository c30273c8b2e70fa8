package io.stowage.registry.storage.memory;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.storage.InspectedContent;
import io.stowage.storage.Inspection;
import io.stowage.storage.StoredManifest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Shows what lies in the heap. Repositories have bytes of their own, of which some are the same: links cannot break. */
final class MemoryInspection implements Inspection {
    private final MemoryData data;
    private final OpenCheck openCheck;

    MemoryInspection(MemoryData data, OpenCheck openCheck) {
        this.data = data;
        this.openCheck = openCheck;
    }

    @Override
    public void visitContent(Optional<Digest> after, ContentVisitor visitor) throws IOException {
        openCheck.requireOpen();
        NavigableMap<String, Long> sizes = new TreeMap<>();
        synchronized (data) {
            for (MemoryData.Repository repository : data.repositories.values()) {
                repository.blobs.there().forEach((key, bytes) -> sizes.put(key, bytes.size()));
                repository.manifests.there().forEach((key, manifest) -> sizes.put(key, (long) manifest.size()));
            }
        }
        String last = after.map(Digest::toString).orElse("");
        visit(sizes.tailMap(last, false), visitor);
    }

    @Override
    public void visitAside(ContentVisitor visitor) throws IOException {
        openCheck.requireOpen();
        Map<String, Long> sizes = new HashMap<>();
        synchronized (data) {
            for (MemoryData.Repository repository : data.repositories.values()) {
                repository.blobs.aside().forEach((key, bytes) -> sizes.put(key, bytes.size()));
                repository.manifests.aside().forEach((key, manifest) -> sizes.put(key, (long) manifest.size()));
            }
        }
        visit(sizes, visitor);
    }

    @Override
    public void visitQuarantine(ContentVisitor visitor) throws IOException {
        openCheck.requireOpen();
        Map<String, Long> sizes;
        synchronized (data) {
            sizes = new HashMap<>(data.quarantine);
        }
        visit(sizes, visitor);
    }

    @Override
    public Optional<InspectedContent> openContent(Digest digest) throws IOException {
        openCheck.requireOpen();
        String key = digest.toString();
        synchronized (data) {
            for (MemoryData.Repository repository : data.repositories.values()) {
                for (Map<String, HeapBytes> shelf : List.of(repository.blobs.there(), repository.blobs.aside())) {
                    HeapBytes bytes = shelf.get(key);
                    if (bytes != null) {
                        return Optional.of(new Content(digest, bytes.size(), bytes.open(0), bytes));
                    }
                }
                StoredManifest manifest = repository.manifests.there().get(key);
                if (manifest != null) {
                    byte[] content = manifest.content();
                    return Optional.of(
                            new Content(digest, content.length, new ByteArrayInputStream(content), manifest));
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public void visitRepositories(RepositoryVisitor visitor) throws IOException {
        openCheck.requireOpen();
        Set<String> names;
        synchronized (data) {
            names = new TreeSet<>(data.repositories.keySet());
            data.uploads.values().forEach(upload -> names.add(upload.repository.value()));
        }
        for (String name : names) {
            visitor.visit(RepositoryName.parse(name));
        }
    }

    @Override
    public void visitTags(RepositoryName repository, LinkVisitor visitor) throws IOException {
        openCheck.requireOpen();
        Map<String, Digest> tags;
        synchronized (data) {
            tags = new TreeMap<>(data.look(repository).tags);
        }
        for (Map.Entry<String, Digest> tag : tags.entrySet()) {
            visitor.tag(Tag.parse(tag.getKey()), Optional.of(tag.getValue()));
        }
    }

    @Override
    public void visitManifests(RepositoryName repository, LinkVisitor visitor) throws IOException {
        openCheck.requireOpen();
        List<String> keys;
        synchronized (data) {
            keys = new ArrayList<>(data.look(repository).manifests.there().keySet());
        }
        for (String key : keys) {
            visitor.manifest(Digest.parse(key), true);
        }
    }

    @Override
    public void visitBlobs(RepositoryName repository, LinkVisitor visitor) throws IOException {
        openCheck.requireOpen();
        List<String> keys;
        synchronized (data) {
            keys = new ArrayList<>(data.look(repository).blobs.there().keySet());
        }
        for (String key : keys) {
            Digest digest = Digest.parse(key);
            visitor.blob(digest, Optional.of(digest));
        }
    }

    @Override
    public Optional<String> note(String name) throws IOException {
        openCheck.requireOpen();
        synchronized (data) {
            return Optional.ofNullable(data.notes.get(name));
        }
    }

    @Override
    public void keepNote(String name, String text) throws IOException {
        openCheck.requireOpen();
        synchronized (data) {
            data.notes.put(name, text);
        }
    }

    private static void visit(Map<String, Long> sizes, ContentVisitor visitor) throws IOException {
        for (Map.Entry<String, Long> each : sizes.entrySet()) {
            visitor.visit(Digest.parse(each.getKey()), each.getValue());
        }
    }

    /** Removes bytes wherever they are the same. */
    private boolean remove(Digest digest, long size, Object bytes) {
        String key = digest.toString();
        boolean removed = false;
        synchronized (data) {
            for (MemoryData.Repository repository : data.repositories.values()) {
                if (repository.blobs.remove(key, bytes) || repository.manifests.remove(key, bytes)) {
                    removed = true;
                }
            }
            if (removed) {
                data.quarantine.put(key, size);
            }
        }
        return removed;
    }

    private final class Content implements InspectedContent {
        private final Digest digest;
        private final long size;
        private final InputStream stream;
        private final Object bytes;

        Content(Digest digest, long size, InputStream stream, Object bytes) {
            this.digest = digest;
            this.size = size;
            this.stream = stream;
            this.bytes = bytes;
        }

        @Override
        public Digest digest() {
            return digest;
        }

        @Override
        public long size() {
            return size;
        }

        @Override
        public InputStream read() {
            return stream;
        }

        @Override
        public boolean quarantine(Confirmation confirmation) throws IOException {
            openCheck.requireOpen();
            try (InputStream again = bytes instanceof HeapBytes heap
                    ? heap.open(0)
                    : new ByteArrayInputStream(((StoredManifest) bytes).content())) {
                return confirmation.isDamaged(again) && remove(digest, size, bytes);
            }
        }

        @Override
        public void close() throws IOException {
            stream.close();
        }
    }
}
