package io.stowage.registry.storage.filesystem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FewThreadsTest {

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 63, 64, 65, 1000})
    void eachIsDoneOnce(int count) throws IOException {
        List<Integer> items = IntStream.range(0, count).boxed().toList();
        Set<Integer> done = ConcurrentHashMap.newKeySet();
        AtomicInteger calls = new AtomicInteger();

        FewThreads.each(items, item -> {
            calls.incrementAndGet();
            done.add(item);
        });

        assertEquals(new HashSet<>(items), done);
        assertEquals(count, calls.get());
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 10_000})
    void aFailureIsThrownAsItIsAndEndsTheRest(int count) {
        List<Integer> items = IntStream.range(0, count).boxed().toList();
        IOException failure = new IOException("broken");
        AtomicInteger calls = new AtomicInteger();

        IOException thrown = assertThrows(
                IOException.class,
                () -> FewThreads.each(items, item -> {
                    calls.incrementAndGet();
                    throw failure;
                }));

        assertSame(failure, thrown);
        assertTrue(calls.get() <= 8, () -> calls + " calls");
    }

    @Test
    void aBugIsThrownAsItIs() {
        List<Integer> items = IntStream.range(0, 1000).boxed().toList();

        assertThrows(
                IllegalStateException.class,
                () -> FewThreads.each(items, item -> {
                    throw new IllegalStateException();
                }));
    }
}
