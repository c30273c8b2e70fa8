package io.stowage.registry.storage.filesystem;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * What the names in directories stand for, in byte order, from any point on.
 *
 * <p>Of a directory that does not change the order is remembered, so that a page from its middle costs no more than the
 * entries of that page. Names come and go with a change of the directory's time, which is asked each time; as two changes
 * within the clock's grain cannot be told apart, a directory that changed in the last seconds is not remembered. A file
 * system whose times cannot be relied on shows what changed at the latest after {@link #LIFETIME}.
 *
 * <p>Safe for use by many threads.
 */
final class Listings {
    /** For how long at most a change may stay unseen, on a file system that does not keep the times of directories. */
    static final Duration LIFETIME = Duration.ofSeconds(30);

    private static final Duration SETTLING = Duration.ofSeconds(5);
    private static final long REMEMBERED_BYTES = 16L << 20;
    private static final int OVERHEAD = 512;

    private final FreshLookups lookups;
    private final Cache<Path, Listing> remembered = CacheBuilder.newBuilder()
            .maximumWeight(REMEMBERED_BYTES)
            .weigher((Path directory, Listing listing) -> listing.texts.weight() + OVERHEAD)
            .expireAfterWrite(LIFETIME)
            .build();
    private final AtomicInteger generation = new AtomicInteger();

    Listings(FreshLookups lookups) {
        this.lookups = lookups;
    }

    /** What a name in a directory stands for. */
    @FunctionalInterface
    interface Meaning {
        /** Hands on none, one or several texts of ASCII; the same for the same name in the same directory, always. */
        void of(String name, Consumer<String> texts);
    }

    private record Listing(FileTime changed, int generation, SortedTexts texts) {}

    /** What the names in a directory stand for, in byte order, after the given text; nothing if there is no directory. */
    Iterator<String> after(Path directory, Optional<String> last, Meaning meaning) throws IOException {
        int current = generation.get();
        Instant warm = Instant.now().minus(SETTLING);
        // before the names: what changes while they are read makes the time another one
        Optional<FileTime> changed = lookups.changed(directory);
        if (changed.isEmpty()) {
            return Collections.emptyIterator();
        }
        Listing known = remembered.getIfPresent(directory);
        if (known != null && known.generation == current && known.changed.equals(changed.get())) {
            return after(known.texts, last);
        }
        if (!changed.get().toInstant().isBefore(warm)) {
            return inOrder(texts(directory, last, meaning));
        }
        String[] all = texts(directory, Optional.empty(), meaning).toArray(String[]::new);
        Arrays.sort(all);
        SortedTexts texts = SortedTexts.of(all);
        remembered.put(directory, new Listing(changed.get(), current, texts));
        return after(texts, last);
    }

    /** Forgets everything: a listing that is asked for from now on is made from now on. */
    void forget() {
        generation.incrementAndGet(); // for those that are being made
        remembered.invalidateAll();
    }

    private static Iterator<String> after(SortedTexts texts, Optional<String> last) {
        return last.isPresent() ? texts.after(last.get()) : texts.from(0);
    }

    private List<String> texts(Path directory, Optional<String> last, Meaning meaning) throws IOException {
        List<String> texts = new ArrayList<>();
        for (String name : lookups.names(directory)) {
            meaning.of(name, text -> {
                if (last.isEmpty() || text.compareTo(last.get()) > 0) {
                    texts.add(text);
                }
            });
        }
        return texts;
    }

    /** In order, without sorting more than is asked for. */
    private static Iterator<String> inOrder(List<String> texts) {
        PriorityQueue<String> queue = new PriorityQueue<>(texts);
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return !queue.isEmpty();
            }

            @Override
            public String next() {
                String next = queue.poll();
                if (next == null) {
                    throw new NoSuchElementException();
                }
                return next;
            }
        };
    }
}
