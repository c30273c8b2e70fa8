package io.stowage.servlet.wire;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.stowage.oci.Digest;
import io.stowage.oci.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Clients that do the same thing at the same time. */
class ConcurrencyTest extends WireTest {

    /** Runs tasks that all begin at once, and waits for every one. */
    private static <T> List<T> atOnce(List<Callable<T>> tasks) throws Exception {
        CyclicBarrier start = new CyclicBarrier(tasks.size());
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            List<Future<T>> futures = tasks.stream()
                    .map(task -> threads.submit(() -> {
                        start.await();
                        return task.call();
                    }))
                    .toList();
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }

    private static <T> List<T> atOnce(int times, Callable<T> task) throws Exception {
        return atOnce(IntStream.range(0, times).mapToObj(i -> task).toList());
    }

    @Test
    void tenClientsPushTheSameBlob() throws Exception {
        byte[] content = new byte[1 << 20];
        new Random(3).nextBytes(content);
        Digest digest = sha256(content);

        List<Integer> answers = atOnce(10, () -> {
            String location = startUpload("a");
            send("PATCH " + location, content).is(202);
            return send("PUT " + location + "?digest=" + digest, "").status();
        });

        assertEquals(List.of(201), answers.stream().distinct().toList());
        assertArrayEquals(content, send("GET /v2/a/blobs/" + digest).is(200).body());
    }

    @Test
    void ofManyWritersToOneUploadOneWins() throws Exception {
        String location = startUpload("a");
        List<Callable<Integer>> writers = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String chunk = String.valueOf(i).repeat(100_000);
            writers.add(() -> send("PATCH " + location + "\nContent-Range: 0-99999", chunk)
                    .status());
        }

        List<Integer> answers = atOnce(writers);

        assertEquals(1, answers.stream().filter(status -> status == 202).count(), answers::toString);
        assertEquals(7, answers.stream().filter(status -> status == 416).count(), answers::toString);
        send("GET " + location).is(204).with("Range: 0-99999");
        int winner = answers.indexOf(202);
        String content = String.valueOf(winner).repeat(100_000);
        send("PUT " + location + "?digest=" + sha256(content), "").is(201);
    }

    @Test
    void twoThatEndTheSameUploadStoreItOnce() throws Exception {
        String location = startUpload("a");
        send("PATCH " + location, "content").is(202);
        Digest digest = sha256("content");

        List<Integer> answers = atOnce(
                4, () -> send("PUT " + location + "?digest=" + digest, "").status());

        assertTrue(answers.contains(201), answers::toString);
        assertTrue(answers.stream().allMatch(status -> status == 201 || status == 404), answers::toString);
        send("GET /v2/a/blobs/" + digest).is(200).withBody("content");
    }

    @Test
    void referrersPushedAtOnceAreAllListed() throws Exception {
        pushBlob("a", "{}");
        String subject = "\"subject\":" + descriptor(MediaType.OCI_MANIFEST.toString(), "subject");
        List<Callable<Integer>> pushes = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            String content = manifest(subject, "\"annotations\":{\"i\":\"" + i + "\"}");
            pushes.add(
                    () -> putManifest("a", sha256(content).toString(), content).status());
        }

        assertEquals(List.of(201), atOnce(pushes).stream().distinct().toList());

        assertEquals(
                16,
                send("GET /v2/a/referrers/" + sha256("subject"))
                        .is(200)
                        .json()
                        .path("manifests")
                        .size());
    }

    @Test
    void aMovingTagIsNeverAbsent() throws Exception {
        String one = manifest("\"annotations\":{\"v\":\"1\"}");
        String two = manifest("\"annotations\":{\"v\":\"2\"}");
        pushManifest("a", "latest", one);
        Callable<Integer> mover = () -> {
            int worst = 0;
            for (int i = 0; i < 50; i++) {
                worst = Math.max(
                        worst,
                        putManifest("a", "latest", i % 2 == 0 ? two : one).status());
            }
            return worst;
        };
        Callable<Integer> reader = () -> {
            int worst = 0;
            for (int i = 0; i < 100; i++) {
                Answer answer = send("GET /v2/a/manifests/latest");
                assertEquals(sha256(answer.body()).toString(), answer.header("Docker-Content-Digest"));
                worst = Math.max(worst, answer.status());
            }
            return worst;
        };

        assertEquals(List.of(201, 200, 200), atOnce(List.of(mover, reader, reader)));
    }

    @Test
    void repeatedDeletesDeleteOnce() throws Exception {
        Digest digest = pushManifest("a", "1.0", manifest());

        List<Integer> answers =
                atOnce(6, () -> send("DELETE /v2/a/manifests/" + digest).status());

        assertTrue(answers.contains(202), answers::toString);
        assertTrue(answers.stream().allMatch(status -> status == 202 || status == 404), answers::toString);
        send("GET /v2/a/manifests/1.0").is(404);
    }
}
