package io.stowage.registry.storage.filesystem;

import static io.stowage.registry.Fixture.REPOSITORY;
import static io.stowage.registry.Fixture.bytes;
import static io.stowage.registry.Fixture.configOf;
import static io.stowage.registry.Fixture.descriptor;
import static io.stowage.registry.Fixture.image;
import static io.stowage.registry.Fixture.push;
import static io.stowage.registry.Fixture.sha256;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.registry.Registry;
import io.stowage.registry.Repository;
import io.stowage.registry.error.RegistryException;
import io.stowage.registry.gc.GarbageCollector;
import io.stowage.registry.testing.faults.FaultyDisk;
import io.stowage.registry.testing.faults.Step;
import io.stowage.registry.upload.UploadResult;
import io.stowage.registry.upload.UploadSession;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What two instances do at the same time: at a step that one takes in the file system, the other does the whole of its work,
 * in a directory that is made anew for each.
 *
 * <p>At every step that puts a name somewhere or takes it away, and at some of the others; at all, which takes minutes, with
 * {@code -Dstowage.schedules=all}.
 */
class CollectorSchedulesTest {
    private static final boolean ALL = "all".equals(System.getProperty("stowage.schedules"));
    private static final int LOOKS_PER_STOP = 29;
    private static final Duration GRACE = Duration.ofHours(1);
    private static final RepositoryName OTHER = RepositoryName.parse("other");
    private static final Tag TAG = Tag.parse("latest");
    private static final byte[] LAYER = bytes("the layer");
    private static final byte[] IMAGE = image(configOf(LAYER), "", "");
    private static final byte[] REFERRER = image(
            configOf(LAYER), "", ",\"subject\":" + descriptor("application/vnd.oci.image.manifest.v1+json", IMAGE));

    @TempDir(factory = MemoryBackedTempDir.class)
    Path temp;

    /** Something that an instance does. */
    @FunctionalInterface
    private interface Act {
        void in(World world, Registry registry) throws IOException;
    }

    // ---- reading

    @Test
    void whatIsThereIsFoundWhileItIsPutAside() throws IOException {
        atEveryStep(
                (world, registry) -> {
                    push(registry.repository(REPOSITORY), LAYER);
                    world.age();
                },
                (world, registry) -> assertReads(registry.repository(REPOSITORY)),
                CollectorSchedulesTest::collect,
                (world, registry) -> assertReads(registry.repository(REPOSITORY)));
    }

    @Test
    void whatIsAsideIsFoundWhileAnotherBringsItBack() throws IOException {
        atEveryStep(
                (world, registry) -> {
                    push(registry.repository(REPOSITORY), LAYER);
                    world.age();
                    collect(world, registry);
                },
                (world, registry) -> assertReads(registry.repository(REPOSITORY)),
                (world, registry) -> assertReads(registry.repository(REPOSITORY)),
                (world, registry) -> {});
    }

    @Test
    void whatIsDueIsFoundOrNotWhileItIsRemovedAndNothingElse() throws IOException {
        atEveryStep(
                (world, registry) -> {
                    push(registry.repository(REPOSITORY), LAYER);
                    world.age();
                    collect(world, registry);
                    world.age();
                },
                (world, registry) -> world.told = holds(registry.repository(REPOSITORY)),
                CollectorSchedulesTest::collect,
                (world, registry) -> {
                    if (world.told) {
                        assertReads(registry.repository(REPOSITORY));
                    }
                });
    }

    @Test
    void bytesStayInTheirPlaceWhileTheirLinkIsBroughtBack() throws IOException {
        atEveryStep(
                CollectorSchedulesTest::linkAside,
                CollectorSchedulesTest::collect,
                (world, registry) -> assertReads(registry.repository(REPOSITORY)),
                (world, registry) -> assertTrue(Files.exists(world.bytesOf(LAYER)), "they were put aside"));
    }

    // ---- pushing

    @Test
    void aPushIsWholeWhileWhatItFoundIsRemoved() throws IOException {
        for (Act before : List.<Act>of(
                CollectorSchedulesTest::linkAside, CollectorSchedulesTest::linkDue, CollectorSchedulesTest::bytesDue)) {
            atManySteps(
                    before,
                    CollectorSchedulesTest::pushImage,
                    CollectorSchedulesTest::collect,
                    CollectorSchedulesTest::checkImage);
        }
    }

    @Test
    void aPushIsWholeWhileTheCollectorTakesEachOfItsSteps() throws IOException {
        for (Act before : List.<Act>of(
                CollectorSchedulesTest::linkAside, CollectorSchedulesTest::linkDue, CollectorSchedulesTest::bytesDue)) {
            atManySteps(
                    before,
                    CollectorSchedulesTest::collect,
                    CollectorSchedulesTest::pushImage,
                    CollectorSchedulesTest::checkImage);
        }
    }

    @Test
    void aBlobThatIsPushedWithoutAQuestionIsThereWhileItsBytesAreRemoved() throws IOException {
        atManySteps(
                CollectorSchedulesTest::bytesDue,
                (world, registry) -> push(registry.repository(REPOSITORY), LAYER),
                CollectorSchedulesTest::collect,
                (world, registry) -> assertReads(registry.repository(REPOSITORY)));
        atManySteps(
                CollectorSchedulesTest::bytesDue,
                CollectorSchedulesTest::collect,
                (world, registry) -> push(registry.repository(REPOSITORY), LAYER),
                (world, registry) -> assertReads(registry.repository(REPOSITORY)));
    }

    @Test
    void whatIsMountedIsThereWhileTheSourceGoes() throws IOException {
        for (Act before : List.<Act>of(CollectorSchedulesTest::linkAside, CollectorSchedulesTest::linkDue)) {
            atManySteps(
                    before,
                    CollectorSchedulesTest::mount,
                    CollectorSchedulesTest::collect,
                    CollectorSchedulesTest::checkMounted);
            atManySteps(
                    before,
                    CollectorSchedulesTest::collect,
                    CollectorSchedulesTest::mount,
                    CollectorSchedulesTest::checkMounted);
        }
    }

    // ---- untagged manifests

    @Test
    void aTagResolvesThatIsPutWhileItsManifestIsRemoved() throws IOException {
        for (boolean due : List.of(false, true)) {
            Act before = (world, registry) -> {
                pushImage(world, registry);
                registry.repository(REPOSITORY).tags().delete(TAG);
                world.age();
                if (due) {
                    collectUntagged(world, registry);
                    world.age();
                }
            };
            Act tag = (world, registry) -> {
                world.told = false;
                try {
                    registry.repository(REPOSITORY).manifests().put(TAG, Optional.empty(), IMAGE, List.of());
                    world.told = true;
                } catch (RegistryException e) {
                    assertEquals(400, e.status(), e.getMessage()); // its layer went before it came
                }
            };
            Act check = (world, registry) -> {
                if (world.told) {
                    checkImage(world, registry);
                }
            };
            atManySteps(before, tag, CollectorSchedulesTest::collectUntagged, check);
            atManySteps(before, CollectorSchedulesTest::collectUntagged, tag, check);
        }
    }

    @Test
    void anUntaggedManifestThatIsPushedAgainIsAsYoungAsANewOne() throws IOException {
        Act before = (world, registry) -> {
            pushImage(world, registry);
            registry.repository(REPOSITORY).tags().delete(TAG);
            world.age();
        };
        Act again = (world, registry) -> {
            Repository repository = registry.repository(REPOSITORY);
            if (!holds(repository)) {
                push(repository, LAYER);
            }
            repository.manifests().put(sha256(IMAGE), Optional.empty(), IMAGE, List.of());
        };
        Act check = (world, registry) -> assertTrue(
                Files.exists(new FilesystemLayout(world.directory).revisionLink(REPOSITORY, sha256(IMAGE))),
                "it was put aside");
        atManySteps(before, CollectorSchedulesTest::collectUntagged, again, check);
    }

    @Test
    void aReferrerThatIsPushedAgainIsListed() throws IOException {
        Act before = (world, registry) -> {
            pushImage(world, registry);
            Repository repository = registry.repository(REPOSITORY);
            repository.manifests().put(sha256(REFERRER), Optional.empty(), REFERRER, List.of());
            assertEquals(1, referrers(repository)); // and examined
            repository.manifests().delete(sha256(REFERRER));
            world.age();
        };
        Act again = (world, registry) -> registry.repository(REPOSITORY)
                .manifests()
                .put(sha256(REFERRER), Optional.empty(), REFERRER, List.of());
        Act check = (world, registry) -> assertEquals(1, referrers(registry.repository(REPOSITORY)));
        atManySteps(before, again, CollectorSchedulesTest::collect, check);
        atManySteps(before, CollectorSchedulesTest::collect, again, check);
    }

    // ---- deleting

    @Test
    void whatWasDeletedStaysDeletedWhileItIsPutAside() throws IOException {
        Act before = (world, registry) -> {
            push(registry.repository(REPOSITORY), LAYER);
            world.age();
        };
        Act delete = (world, registry) -> {
            try {
                registry.repository(REPOSITORY).blobs().delete(sha256(LAYER));
                world.told = true;
            } catch (RegistryException e) {
                assertEquals(404, e.status(), e.getMessage());
            }
        };
        Act check = (world, registry) -> {
            if (world.told) {
                assertTrue(!holds(registry.repository(REPOSITORY)), "it came back");
            }
        };
        atManySteps(before, delete, CollectorSchedulesTest::collect, check);
        atManySteps(before, CollectorSchedulesTest::collect, delete, check);
    }

    @Test
    void whatIsRemovedIsNotThereAfterADeleteThatFoundItOrDidNot() throws IOException {
        Act delete = (world, registry) -> {
            try {
                registry.repository(REPOSITORY).blobs().delete(sha256(LAYER));
            } catch (RegistryException e) {
                assertEquals(404, e.status(), e.getMessage());
            }
        };
        Act check = (world, registry) -> assertTrue(!holds(registry.repository(REPOSITORY)), "it came back");
        atManySteps(CollectorSchedulesTest::linkDue, delete, CollectorSchedulesTest::collect, check);
        atManySteps(CollectorSchedulesTest::linkDue, CollectorSchedulesTest::collect, delete, check);
    }

    // ---- what they do

    private static void collect(World world, Registry registry) throws IOException {
        registry.garbageCollector(new GarbageCollector.Settings(GRACE, Optional.empty(), GRACE))
                .collect();
    }

    private static void collectUntagged(World world, Registry registry) throws IOException {
        registry.garbageCollector(new GarbageCollector.Settings(GRACE, Optional.of(GRACE), GRACE))
                .collect();
    }

    /** A layer of no image is aside. */
    private static void linkAside(World world, Registry registry) throws IOException {
        push(registry.repository(REPOSITORY), LAYER);
        world.age();
        collect(world, registry);
    }

    /** A layer of no image is aside for long. */
    private static void linkDue(World world, Registry registry) throws IOException {
        linkAside(world, registry);
        world.age();
    }

    /** Its bytes are aside for long, and no link is left. */
    private static void bytesDue(World world, Registry registry) throws IOException {
        linkDue(world, registry);
        collect(world, registry);
        world.age();
    }

    /** As a client does it: who is told that a layer is there does not push it. */
    private static void pushImage(World world, Registry registry) throws IOException {
        Repository repository = registry.repository(REPOSITORY);
        if (!holds(repository)) {
            push(repository, LAYER);
        }
        repository.manifests().put(TAG, Optional.empty(), IMAGE, List.of());
    }

    private static void checkImage(World world, Registry registry) throws IOException {
        for (int i = 0; i < 2; i++) {
            Repository repository = registry.repository(REPOSITORY);
            assertEquals(sha256(IMAGE), repository.manifests().get(TAG).digest());
            assertReads(repository);
            world.age();
            collectUntagged(world, registry);
        }
    }

    private static void mount(World world, Registry registry) throws IOException {
        UploadResult result =
                registry.repository(OTHER).uploads().mount(sha256(LAYER), Optional.of(REPOSITORY), any -> true);
        if (result instanceof UploadResult.Started started) {
            UploadSession session = started.session();
            session.complete(sha256(LAYER), Optional.empty(), new ByteArrayInputStream(LAYER));
        }
    }

    private static void checkMounted(World world, Registry registry) throws IOException {
        assertReads(registry.repository(OTHER));
        registry.repository(OTHER).manifests().put(TAG, Optional.empty(), IMAGE, List.of());
        world.age();
        collect(world, registry);
        assertReads(registry.repository(OTHER));
    }

    private static int referrers(Repository repository) throws IOException {
        return repository
                .referrers()
                .list(sha256(IMAGE), Set.of(), Optional.empty(), 10)
                .entries()
                .size();
    }

    private static boolean holds(Repository repository) throws IOException {
        try {
            repository.blobs().get(sha256(LAYER));
            return true;
        } catch (RegistryException e) {
            return false;
        }
    }

    private static void assertReads(Repository repository) throws IOException {
        Digest digest = sha256(LAYER);
        try (InputStream in = repository.blobs().get(digest).open(0)) {
            assertArrayEquals(LAYER, in.readAllBytes());
        }
    }

    /** A directory and what was said of it. */
    private static final class World {
        private final Path directory;
        private boolean told;

        World(Path directory) {
            this.directory = directory;
        }

        Registry registry(Path through) throws IOException {
            return Registry.builder(FilesystemStorage.builder(through)
                            .sync(false)
                            .lookupFreshness(LookupFreshness.NEVER)
                            .open())
                    .build();
        }

        Path bytesOf(byte[] content) {
            return new FilesystemLayout(directory).blobData(sha256(content));
        }

        /** As if nobody had been here for two hours. */
        void age() throws IOException {
            FileTime old = FileTime.from(Instant.now().minus(GRACE).minus(GRACE));
            try (Stream<Path> walk = Files.walk(directory)) {
                for (Path file : walk.filter(Files::isRegularFile).toList()) {
                    Files.setLastModifiedTime(file, old);
                }
            }
        }
    }

    /** For what is short, and lost something between two looks. */
    private void atEveryStep(Act before, Act act, Act other, Act check) throws IOException {
        at(1, before, act, other, check);
    }

    private void atManySteps(Act before, Act act, Act other, Act check) throws IOException {
        at(ALL ? 1 : LOOKS_PER_STOP, before, act, other, check);
    }

    private void at(int looksPerStop, Act before, Act act, Act other, Act check) throws IOException {
        boolean interrupted = true;
        for (int step = 0; interrupted; step++) {
            World world = new World(Files.createDirectory(temp.resolve("at-" + step)));
            before.in(world, world.registry(world.directory));
            world.told = false;
            interrupted = interrupt(world, new Stops(step, looksPerStop), act, other);
            try {
                check.in(world, world.registry(world.directory));
            } catch (AssertionError | RegistryException | IOException e) {
                throw new AssertionError("interrupted at step " + step, e);
            }
            MoreFiles.deleteRecursively(world.directory, RecursiveDeleteOption.ALLOW_INSECURE);
        }
    }

    /** Chooses the step at which an act is interrupted. */
    private static final class Stops {
        private final int wanted;
        private final int looksPerStop;
        private int looks;
        private int stops;

        Stops(int wanted, int looksPerStop) {
            this.wanted = wanted;
            this.looksPerStop = looksPerStop;
        }

        boolean isAt(Step step) {
            boolean stop = switch (step) {
                case CREATE, LINK, RENAME, REMOVE -> true;
                default -> looks++ % looksPerStop == 0;
            };
            return stop && stops++ == wanted;
        }

        boolean isPassed() {
            return stops > wanted;
        }
    }

    /** Answers whether the act took so many steps. */
    private static boolean interrupt(World world, Stops stops, Act act, Act other) throws IOException {
        FaultyDisk disk = new FaultyDisk(world.directory);
        Registry slow = world.registry(disk.directory());
        Registry quick = world.registry(world.directory);
        disk.fail("never", each -> {
            if (stops.isAt(each)) {
                try {
                    other.in(world, quick);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
            return false;
        });
        try {
            act.in(world, slow);
        } catch (AssertionError | RegistryException | IOException e) {
            throw new AssertionError("interrupted at step " + stops.wanted, e);
        } finally {
            disk.mend();
        }
        if (!stops.isPassed()) {
            other.in(world, quick); // one after the other
        }
        return stops.isPassed();
    }
}
