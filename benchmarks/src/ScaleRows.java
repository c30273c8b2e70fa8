import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** What is asked of servers with a big store. Each answer is checked. */
final class ScaleRows {
    private static final int PAGE = 100;
    private static final int MANY = 200;
    private static final int FEW = 3;

    private final Shapes.Sizes sizes;
    private final Shapes.Made made;
    private final int rounds;
    private final List<String> tags;
    private final Deque<String> victims;
    private final Random random = new Random(7);
    private final AtomicInteger pushed = new AtomicInteger();
    private final List<ScaleRow> rows = new ArrayList<>();

    ScaleRows(Shapes.Sizes sizes, Shapes.Made made, int rounds) {
        this.sizes = sizes;
        this.made = made;
        this.rounds = rounds;
        this.tags = IntStream.range(0, sizes.tags()).mapToObj(Shapes::tag).sorted().toList();
        this.victims = new ArrayDeque<>(made.manifests());
    }

    /** Something that is asked of a server. */
    interface Question {
        void ask(Visit visit) throws IOException, InterruptedException;
    }

    /**
     * One row of the table.
     *
     * @param title what the table calls it
     * @param rounds how often it is asked
     * @param warms whether it may be asked before, as often as one likes
     * @param ofReferrers whether only a registry that has referrers can be asked
     */
    record ScaleRow(String title, int rounds, boolean warms, boolean ofReferrers, Question question) {

        /** Whether it matters if the registry syncs what it writes. */
        boolean syncs() {
            return title.startsWith("tag push");
        }
    }

    /** The rows, in the order in which they are to be asked. */
    List<ScaleRow> all() {
        String tagList = "/v2/" + Shapes.TAGS + "/tags/list?n=" + PAGE;
        page("tags, first page of 100", tagList, "\"v1.");
        page("tags, middle page", tagList + "&last=" + tags.get(tags.size() / 2), "\"v1.");
        page("tags, last page", tagList + "&last=" + tags.get(tags.size() - PAGE - 1), "\"v1.");
        all("tags, all in pages of 1000", "/v2/" + Shapes.TAGS + "/tags/list?n=1000", "\"v1.", sizes.tags());
        String catalog = "/v2/_catalog?n=" + PAGE;
        int repositories = sizes.repositories();
        page("catalog, first page of 100", catalog, "/");
        page("catalog, middle page", catalog + "&last=" + Shapes.repository(repositories / 2), "/");
        page("catalog, last page", catalog + "&last=" + Shapes.repository(repositories - PAGE - 1), "/");
        all("catalog, all in pages of 1000", "/v2/_catalog?n=1000", "\"team-", repositories);
        referrers();
        read("blob HEAD", visit -> visit.call("HEAD", "/v2/" + Shapes.BLOBS + "/blobs/" + any(made.blobs()), 200));
        read("manifest GET by tag", visit -> visit.call("GET", "/v2/" + Shapes.TAGS + "/manifests/" + any(tags), 200));
        String manifest = "/v2/" + Shapes.TAGS + "/manifests/";
        rows.add(new ScaleRow("tag push", MANY, true, false, visit -> {
            // sorts after the others, so that it is on no page that is counted
            visit.putManifest(manifest + "w" + pushed.incrementAndGet(), made.lastManifest());
        }));
        Question delete = visit -> visit.call("DELETE", manifest + victims.pop(), 202);
        write("manifest delete, first after start", 1, delete);
        write("manifest delete", rounds, delete);
        return rows;
    }

    private void referrers() {
        String list = "/v2/" + Shapes.REFERRERS + "/referrers/" + made.subject();
        // Digests are spread evenly, so that the end is where their first digits say.
        int end = (int) (0x10000L * (sizes.referrers() - PAGE) / sizes.referrers());
        List<String> pages = List.of("", "&last=sha256:8", "&last=sha256:" + Integer.toHexString(end));
        List<String> titles =
                List.of("referrers, first page of 100", "referrers, middle page", "referrers, last page");
        rows.add(new ScaleRow(
                "referrers, first page after start", 1, false, true, visit -> visit.entries(list + "?n=100", "number")));
        for (int i = 0; i < pages.size(); i++) {
            String path = list + "?n=" + PAGE + pages.get(i);
            rows.add(new ScaleRow(titles.get(i), rounds, true, true, visit -> visit.entries(path, "\"number\"")));
        }
        rows.add(new ScaleRow("referrers, all", FEW, true, true, visit ->
                expect("referrers", sizes.referrers(), visit.allEntries(list, "\"number\""))));
    }

    private void page(String title, String path, String perEntry) {
        rows.add(new ScaleRow(title, rounds, true, false, visit ->
                expect("entries of " + path, PAGE, visit.entries(path, perEntry))));
    }

    private void all(String title, String path, String perEntry, int count) {
        rows.add(new ScaleRow(title, FEW, false, false, visit ->
                expect("entries of " + path, count, visit.allEntries(path, perEntry))));
    }

    private void read(String title, Question question) {
        rows.add(new ScaleRow(title, MANY, true, false, question));
    }

    private void write(String title, int times, Question question) {
        rows.add(new ScaleRow(title, times, false, false, question));
    }

    private String any(List<String> list) {
        return list.get(random.nextInt(list.size()));
    }

    private static void expect(String what, int expected, int actual) throws IOException {
        if (actual != expected) {
            throw new IOException(what + ": " + actual + " instead of " + expected);
        }
    }
}
