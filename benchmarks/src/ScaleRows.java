import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.stream.IntStream;

/** What is asked of one server, and how long each answer took, in milliseconds. For one server at a time. */
final class ScaleRows {
    private static final int PAGE = 100;
    private static final int LONG_PAGE = 1000;

    private final Shapes.Sizes sizes;
    private final Shapes.Made made;
    private final int rounds;
    private final double warmUpSeconds;
    private final List<String> tags;
    private final Deque<String> victims;
    private final Random random = new Random(7);
    private int pushed;
    private int deleted;

    ScaleRows(Shapes.Sizes sizes, Shapes.Made made, int rounds, double warmUpSeconds) {
        this.sizes = sizes;
        this.made = made;
        this.rounds = rounds;
        this.warmUpSeconds = warmUpSeconds;
        this.tags = IntStream.range(0, sizes.tags())
                .mapToObj(Shapes::tag)
                .sorted()
                .toList();
        // of those whose tags are on none of the pages that are asked for
        this.victims = new ArrayDeque<>(made.manifests().subList(made.manifests().size() / 4, made.manifests().size() / 3));
    }

    /** One thing that is asked, and whose answer is checked. */
    private interface Question {
        void ask() throws IOException, InterruptedException;
    }

    /** Asks everything in turn; an empty time stands for what the server does not have. */
    Map<String, OptionalDouble> measure(Visit visit, boolean hasReferrers) throws IOException, InterruptedException {
        Map<String, OptionalDouble> times = new LinkedHashMap<>();
        int repositories = sizes.repositories();
        String tagList = "/v2/" + Shapes.TAGS + "/tags/list?n=" + PAGE;
        times.put("tags, first page of 100", warm(() -> page(visit, tagList, "\"v1.")));
        times.put("tags, middle page", warm(() -> page(visit, tagList + "&last=" + tags.get(tags.size() / 2), "\"v1.")));
        times.put("tags, last page", warm(() ->
                page(visit, tagList + "&last=" + tags.get(tags.size() - PAGE - 1), "\"v1.")));
        times.put("tags, all in pages of 1000", warm(3, () -> expect(
                "tags", sizes.tags() - deleted * Shapes.TAGS_PER_MANIFEST, visit.allEntries("/v2/" + Shapes.TAGS + "/tags/list?n=" + LONG_PAGE, "\"v1."))));
        times.put("catalog, first page of 100", warm(() -> page(visit, "/v2/_catalog?n=" + PAGE, "/")));
        times.put("catalog, middle page", warm(() -> page(
                visit, "/v2/_catalog?n=" + PAGE + "&last=" + Shapes.repository(repositories / 2), "/")));
        times.put("catalog, last page", warm(() -> page(
                visit, "/v2/_catalog?n=" + PAGE + "&last=" + Shapes.repository(repositories - PAGE - 1), "/")));
        times.put("catalog, all in pages of 1000", warm(3, () -> expect(
                "repositories", repositories, visit.allEntries("/v2/_catalog?n=" + LONG_PAGE, "\"team-"))));
        if (hasReferrers) {
            referrers(visit, times);
        } else {
            for (String row : REFERRERS) {
                times.put(row, OptionalDouble.empty());
            }
        }
        times.put("blob HEAD", warm(200, () -> visit.call(
                "HEAD",
                "/v2/" + Shapes.BLOBS + "/blobs/" + made.blobs().get(random.nextInt(made.blobs().size())),
                200)));
        times.put("manifest GET by tag", warm(200, () -> visit.call(
                "GET", "/v2/" + Shapes.TAGS + "/manifests/" + Shapes.tag(random.nextInt(tags.size() / 5)), 200)));
        String manifest = visit.call("GET", "/v2/" + Shapes.TAGS + "/manifests/" + made.manifests().get(0), 200)
                .body();
        times.put("tag push", warm(50, () -> visit.putManifest(
                "/v2/" + Shapes.TAGS + "/manifests/w" + pushed++, manifest)));
        times.put("manifest delete, first after start", once(() -> delete(visit)));
        times.put("manifest delete", median(rounds, () -> delete(visit)));
        return times;
    }

    private static final List<String> REFERRERS =
            List.of("referrers, first page of 100", "referrers, middle page", "referrers, last page", "referrers, all");

    private void referrers(Visit visit, Map<String, OptionalDouble> times) throws IOException, InterruptedException {
        String list = "/v2/" + Shapes.REFERRERS + "/referrers/" + made.subject();
        // Digests are spread evenly, so that the middle and the end are where their first digits say.
        List<String> pages = List.of("?n=100", "?n=100&last=sha256:8", "?n=100&last=" + lastReferrers());
        times.put(REFERRERS.get(0), warm(() -> page(visit, list + pages.get(0), "\"number\"")));
        times.put(REFERRERS.get(1), warm(() -> page(visit, list + pages.get(1), "\"number\"")));
        times.put(REFERRERS.get(2), warm(() -> visit.entries(list + pages.get(2), "\"number\"")));
        times.put(REFERRERS.get(3), warm(() ->
                expect("referrers", sizes.referrers(), visit.allEntries(list, "\"number\""))));
    }

    private String lastReferrers() {
        int position = (int) (0x10000L * (sizes.referrers() - PAGE) / sizes.referrers());
        return "sha256:" + Integer.toHexString(0x10000 | position).substring(1);
    }

    private void delete(Visit visit) throws IOException, InterruptedException {
        visit.call("DELETE", "/v2/" + Shapes.TAGS + "/manifests/" + victims.pop(), 202);
        deleted++;
    }

    private void page(Visit visit, String path, String perEntry) throws IOException, InterruptedException {
        expect("entries of " + path, PAGE, visit.entries(path, perEntry));
    }

    private static void expect(String what, int expected, int actual) throws IOException {
        if (actual != expected) {
            throw new IOException(what + ": " + actual + " instead of " + expected);
        }
    }

    private OptionalDouble warm(Question question) throws IOException, InterruptedException {
        return warm(rounds, question);
    }

    /** What only reads is asked for a while first: a JVM compiles what it has seen often. */
    private OptionalDouble warm(int rounds, Question question) throws IOException, InterruptedException {
        long end = System.nanoTime() + (long) (warmUpSeconds * 1e9);
        while (System.nanoTime() < end) {
            question.ask();
        }
        return median(rounds, question);
    }

    private static OptionalDouble median(int rounds, Question question) throws IOException, InterruptedException {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < rounds; i++) {
            times.add(time(question));
        }
        double[] sorted = times.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return OptionalDouble.of((sorted[(rounds - 1) / 2] + sorted[rounds / 2]) / 2);
    }

    private static OptionalDouble once(Question question) throws IOException, InterruptedException {
        return OptionalDouble.of(time(question));
    }

    private static double time(Question question) throws IOException, InterruptedException {
        long start = System.nanoTime();
        question.ask();
        return (System.nanoTime() - start) / 1e6;
    }
}
