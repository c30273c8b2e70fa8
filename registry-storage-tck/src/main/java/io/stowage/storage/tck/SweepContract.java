package io.stowage.storage.tck;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.storage.StoredBlob;
import io.stowage.storage.StoredManifest;
import io.stowage.storage.SupportsSweep;
import io.stowage.storage.Sweep;
import io.stowage.storage.SweepReport;
import io.stowage.storage.SweepUnderWayException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@link SupportsSweep} promises. */
abstract class SweepContract extends StorageContract {
    private static final byte[] CONTENT = utf8("what is in the blob");
    private static final SweepReport.Tally NOTHING = SweepReport.Tally.NOTHING;
    private static final Sweep.Progress NO_PROGRESS = (blobs, bytes) -> {};
    private static final Duration DAY = Duration.ofDays(1);

    private final RegistryStorageContract implementation;

    SweepContract(RegistryStorageContract implementation, SeenBy seenBy) {
        super(implementation, seenBy);
        this.implementation = implementation;
    }

    @BeforeEach
    void onlyIfClaimed() {
        assumeTrue(implementation.features().contains(StorageFeature.SWEEP), "the storage claims no such feature");
    }

    // ---- what is not needed

    @Test
    void whatIsNotNeededIsPutAsideAndThenRemoved() throws Exception {
        Digest digest = pushBlob(APP, CONTENT);

        SweepReport first = sweep(Duration.ZERO, any -> false, any -> false);
        assertEquals(1, first.aside().links());
        sweepUntilNothingIsLeft(any -> false, false);

        assertDoesNotHold(elsewhere(), APP, digest);
    }

    @Test
    void whoAsksForWhatIsAsideHasItAsIfNothingHadBeen() throws Exception {
        Digest digest = pushBlob(APP, CONTENT);

        for (int again = 0; again < 3; again++) {
            sweep(Duration.ZERO, any -> false, any -> false);
            assertHolds(elsewhere(), APP, digest, CONTENT);
        }
    }

    @Test
    void aBlobThatIsAsideCanBeMountedFoundAndDeleted() throws Exception {
        Digest digest = pushBlob(APP, CONTENT);

        sweep(Duration.ZERO, any -> false, any -> false);
        assertTrue(elsewhere().blobs().mount(APP, OTHER, digest));
        sweep(Duration.ZERO, any -> false, any -> false);
        assertTrue(elsewhere().blobs().findHolder(digest, APP::equals).isPresent());
        sweep(Duration.ZERO, any -> false, any -> false);
        assertTrue(elsewhere().blobs().delete(APP, digest));

        assertDoesNotHold(elsewhere(), APP, digest);
        assertHolds(elsewhere(), OTHER, digest, CONTENT);
    }

    @Test
    void aBlobThatWasFoundCanBeReadAfterItWentAside() throws Exception {
        Digest digest = pushBlob(APP, CONTENT);
        StoredBlob found = elsewhere().blobs().find(APP, digest).orElseThrow();

        sweep(Duration.ZERO, any -> false, any -> false);

        try (InputStream bytes = found.open(0)) {
            assertArrayEquals(CONTENT, bytes.readAllBytes());
        }
    }

    @Test
    void aBlobThatWasRemovedSinceItWasFoundIsToldApartFromOneThatCannotBeRead() throws Exception {
        StoredBlob found = elsewhere().blobs().find(APP, pushBlob(APP, CONTENT)).orElseThrow();

        sweepUntilNothingIsLeft(any -> false, false);

        assertThrows(NoSuchFileException.class, () -> found.open(0));
    }

    @Test
    void whatIsPushedAgainWhileItIsAsideAndThenDeletedIsGone() throws Exception {
        Digest digest = pushBlob(APP, CONTENT);
        StoredManifest manifest = SampleManifests.image("one");
        storage().manifests().put(APP, manifest);

        sweep(Duration.ZERO, any -> false, any -> false);
        pushBlob(APP, CONTENT);
        elsewhere().manifests().put(APP, manifest);

        assertTrue(elsewhere().blobs().delete(APP, digest));
        assertTrue(elsewhere().manifests().delete(APP, manifest.digest()));
        assertDoesNotHold(storage(), APP, digest);
        assertEquals(Optional.empty(), storage().manifests().find(APP, manifest.digest()));
    }

    @Test
    void aBlobThatIsPushedAgainAfterItsRemovalIsThere() throws Exception {
        pushBlob(APP, CONTENT);
        sweepUntilNothingIsLeft(any -> false, false);

        Digest digest = pushBlob(APP, CONTENT);

        assertHolds(elsewhere(), APP, digest, CONTENT);
    }

    @Test
    void aManifestThatIsAsideIsFoundAndTakesItsPlaceAgain() throws Exception {
        StoredManifest manifest = SampleManifests.image("one");
        storage().manifests().put(APP, manifest);

        assertEquals(1, sweep(Duration.ZERO, any -> false, any -> false).aside().manifests());

        assertEquals(Optional.of(manifest), elsewhere().manifests().find(APP, manifest.digest()));
        assertTrue(elsewhere().repositories().exists(APP));
        assertTrue(elsewhere().manifests().delete(APP, manifest.digest()));
        assertEquals(Optional.empty(), elsewhere().manifests().find(APP, manifest.digest()));
    }

    @Test
    void aManifestThatIsNotNeededIsRemovedInTheEnd() throws Exception {
        StoredManifest manifest = SampleManifests.image("one");
        storage().manifests().put(APP, manifest);

        sweepUntilNothingIsLeft(any -> false, false);

        assertEquals(Optional.empty(), elsewhere().manifests().find(APP, manifest.digest()));
        assertFalse(elsewhere().repositories().exists(APP));
    }

    @Test
    void whatIsNamedByWhatMayComeBackIsPutAsideAndNotRemovedBefore() throws Exception {
        Digest digest = pushBlob(APP, CONTENT);
        StoredManifest manifest = SampleManifests.image("one");
        storage().manifests().put(APP, manifest);

        Optional<Instant> firstStart = Optional.empty();
        for (boolean ticked = false; !ticked; ) {
            Sweep sweep = sweeps().sweep(Duration.ZERO);
            ticked = firstStart.filter(sweep.startedAt()::isAfter).isPresent();
            firstStart = firstStart.or(() -> Optional.of(sweep.startedAt()));
            SweepReport report = run(sweep, any -> true);
            assertEquals(NOTHING, report.freed());
            assertEquals(1, report.waiting().links());
            assertEquals(1, report.waiting().manifests());
        }

        assertHolds(elsewhere(), APP, digest, CONTENT);
        assertEquals(Optional.of(manifest), elsewhere().manifests().find(APP, manifest.digest()));
    }

    // ---- what is needed

    @Test
    void whatIsNeededStays() throws Exception {
        StoredManifest manifest = SampleManifests.image("one");
        Tag tag = Tag.parse("latest");
        Digest digest = pushBlob(APP, CONTENT);
        storage().manifests().put(APP, manifest);
        storage().tags().put(APP, tag, manifest.digest());

        for (int again = 0; again < 3; again++) {
            SweepReport report = sweep(Duration.ZERO, any -> true, any -> true);
            assertEquals(NOTHING, report.aside());
            assertEquals(NOTHING, report.freed());
        }

        assertHolds(elsewhere(), APP, digest, CONTENT);
        assertEquals(Optional.of(manifest), elsewhere().manifests().find(APP, manifest.digest()));
        assertEquals(Optional.of(manifest.digest()), elsewhere().tags().find(APP, tag));
    }

    @Test
    void whatIsAsideAndNeededAgainComesBack() throws Exception {
        Digest digest = pushBlob(APP, CONTENT);

        sweep(Duration.ZERO, any -> false, any -> false);
        assertTrue(sweep(Duration.ZERO, any -> true, any -> true).broughtBack() > 0);
        sweep(Duration.ZERO, any -> true, any -> true);

        assertHolds(elsewhere(), APP, digest, CONTENT);
    }

    @Test
    void bytesThatOneRepositoryNeedsOutliveAnotherThatDoesNot() throws Exception {
        Digest digest = pushBlob(APP, CONTENT);
        assertTrue(storage().blobs().mount(APP, OTHER, digest));

        sweepUntilNothingIsLeft(any -> false, repository -> repository.equals(OTHER));

        assertDoesNotHold(elsewhere(), APP, digest);
        assertHolds(elsewhere(), OTHER, digest, CONTENT);
    }

    @Test
    void whatIsYoungerThanTheGraceTimeStays() throws Exception {
        Digest digest = pushBlob(APP, CONTENT);
        storage().manifests().put(APP, SampleManifests.image("one"));

        SweepReport report = sweep(DAY, any -> false, any -> false);

        assertEquals(NOTHING, report.aside());
        assertHolds(elsewhere(), APP, digest, CONTENT);
    }

    @Test
    void whatIsAsideForLessThanTheGraceTimeIsNotRemoved() throws Exception {
        Digest digest = pushBlob(APP, CONTENT);
        sweep(Duration.ZERO, any -> false, any -> false);

        SweepReport report = sweep(DAY, any -> false, any -> false);

        assertEquals(NOTHING, report.freed());
        assertHolds(elsewhere(), APP, digest, CONTENT);
    }

    @Test
    void whoSweepsAloneKeepsWhatIsNeededAndIsDoneInTheEnd() throws Exception {
        Digest free = pushBlob(APP, CONTENT);
        Digest needed = pushBlob(OTHER, CONTENT);
        StoredManifest manifest = SampleManifests.image("one");
        storage().manifests().put(OTHER, manifest);

        run(sweeps().sweepAlone(), any -> true, OTHER::equals);
        sweepUntilNothingIsLeft(any -> true, OTHER::equals);

        assertDoesNotHold(elsewhere(), APP, free);
        assertHolds(elsewhere(), OTHER, needed, CONTENT);
        assertEquals(Optional.of(manifest), elsewhere().manifests().find(OTHER, manifest.digest()));
    }

    // ---- the sweep itself

    @Test
    void everyRepositoryIsVisitedAlsoOneWithoutManifests() throws Exception {
        pushBlob(APP, CONTENT);
        storage().manifests().put(OTHER, SampleManifests.image("one"));

        List<RepositoryName> visited = new ArrayList<>();
        try (Sweep sweep = sweeps().sweep(DAY)) {
            sweep.visitRepositories(visited::add);
        }

        assertTrue(visited.containsAll(List.of(APP, OTHER)), visited.toString());
    }

    @Test
    void aRehearsalChangesNothingAndTellsWhatSweepsToTheEndWouldRemove() throws Exception {
        pushBlob(APP, CONTENT);
        storage().manifests().put(APP, SampleManifests.image("one"));

        SweepReport rehearsed = run(sweeps().rehearseSweep(Duration.ZERO), any -> false, repository -> false);
        SweepReport again = run(sweeps().rehearseSweep(Duration.ZERO), any -> false, repository -> false);
        SweepReport.Tally freed = sweepUntilNothingIsLeft(any -> false, false);

        assertEquals(rehearsed, again);
        assertEquals(freed, rehearsed.freed());
        assertEquals(1, freed.manifests());
        assertEquals(1, freed.links());
        assertTrue(freed.bytes() >= CONTENT.length, freed.toString());
        assertEquals(NOTHING, rehearsed.aside());
    }

    @Test
    void aRehearsalCountsWhatIsAsideAndBringsNothingBack() throws Exception {
        pushBlob(APP, CONTENT);
        sweep(Duration.ZERO, any -> false, any -> false);

        SweepReport rehearsed = run(sweeps().rehearseSweep(Duration.ZERO), any -> false, repository -> false);
        SweepReport keeping = run(sweeps().rehearseSweep(Duration.ZERO), any -> true, repository -> true);
        SweepReport after = sweep(DAY, any -> false, any -> false);

        assertEquals(1, rehearsed.freed().links());
        assertEquals(1, rehearsed.waiting().links());
        assertEquals(1, keeping.broughtBack());
        assertEquals(NOTHING, keeping.freed());
        assertEquals(1, after.waiting().links());
    }

    @Test
    void aRehearsalIsPossibleBesideASweep() throws Exception {
        pushBlob(APP, CONTENT);

        try (Sweep sweep = sweeps().sweep(DAY)) {
            sweep.visitRepositories(repository -> sweep.retain(repository, any -> true, any -> true));
            run(((SupportsSweep) elsewhere()).rehearseSweep(DAY), any -> true, repository -> true);
            assertTrue(sweep.finish(NO_PROGRESS).kept().isEmpty());
        }
    }

    @Test
    void itTellsWhatIsYoungAndWhatWaitsAndUntilWhen() throws Exception {
        pushBlob(APP, CONTENT);
        assertEquals(1, sweep(DAY, any -> false, any -> false).young().links());

        sweep(Duration.ZERO, any -> false, any -> false);
        Instant startedAt;
        SweepReport report;
        try (Sweep sweep = sweeps().sweep(DAY)) {
            startedAt = sweep.startedAt();
            sweep.visitRepositories(repository -> sweep.retain(repository, any -> false, any -> false));
            report = sweep.finish(NO_PROGRESS);
        }

        assertEquals(1, report.waiting().links());
        Instant next = report.nextRemoval().orElseThrow();
        assertTrue(next.isAfter(startedAt) && !next.isAfter(startedAt.plus(DAY)), next.toString());
    }

    @Test
    void itTellsOfItsProgressAndEndsWhenToldTo() throws Exception {
        Digest digest = pushBlob(APP, CONTENT);
        Sweep sweep = sweeps().sweep(Duration.ZERO);
        sweep.visitRepositories(repository -> sweep.retain(repository, any -> true, any -> true));

        assertThrows(
                InterruptedIOException.class,
                () -> sweep.finish((blobs, bytes) -> {
                    assertTrue(blobs > 0);
                    throw new InterruptedIOException("enough");
                }));

        sweeps().sweep(DAY).close(); // the other is over
        assertHolds(elsewhere(), APP, digest, CONTENT);
    }

    @Test
    void twoSweepsAtOnceAreOneTooMany() throws Exception {
        pushBlob(APP, CONTENT);
        SupportsSweep another = (SupportsSweep) elsewhere();

        try (Sweep first = sweeps().sweep(DAY)) {
            first.visitRepositories(repository -> first.retain(repository, any -> true, any -> true));
            assertThrows(SweepUnderWayException.class, () -> another.sweep(DAY));
            assertTrue(first.finish(NO_PROGRESS).kept().isEmpty());
        }

        another.sweep(DAY).close();
    }

    @Test
    void itTellsWhenAManifestWasPut() throws Exception {
        StoredManifest manifest = SampleManifests.image("one");
        storage().manifests().put(APP, manifest);

        try (Sweep sweep = sweeps().sweep(DAY)) {
            assertTrue(sweep.putAt(APP, manifest.digest())
                    .orElseThrow()
                    .isBefore(sweep.startedAt().plusMillis(100)));
            assertTrue(sweep.putAt(APP, manifest.digest())
                    .orElseThrow()
                    .isAfter(sweep.startedAt().minus(DAY)));
            assertEquals(Optional.empty(), sweep.putAt(OTHER, manifest.digest()));
        }
    }

    private SupportsSweep sweeps() {
        return (SupportsSweep) storage();
    }

    private SweepReport sweep(Duration grace, Predicate<Digest> manifests, Predicate<Digest> blobs) throws IOException {
        return run(sweeps().sweep(grace), manifests, repository -> blobs.test(sha256(CONTENT)));
    }

    /**
     * In several sweeps, since bytes go after links, and what was put aside in one tick of the storage's clock goes in a
     * later one: done when two sweeps of different ticks found nothing to do.
     */
    private SweepReport.Tally sweepUntilNothingIsLeft(Predicate<Digest> manifests, Predicate<RepositoryName> blobsOf)
            throws IOException {
        SweepReport.Tally freed = NOTHING;
        Optional<Instant> quietSince = Optional.empty();
        while (true) {
            Sweep sweep = sweeps().sweep(Duration.ZERO);
            Instant startedAt = sweep.startedAt();
            SweepReport report = run(sweep, manifests, blobsOf);
            freed = freed.plus(report.freed());
            if (!report.aside().equals(NOTHING) || !report.freed().equals(NOTHING)) {
                quietSince = Optional.empty();
            } else if (quietSince.isEmpty()) {
                quietSince = Optional.of(startedAt);
            } else if (startedAt.isAfter(quietSince.get())) {
                return freed;
            }
        }
    }

    private SweepReport.Tally sweepUntilNothingIsLeft(Predicate<Digest> manifests, boolean blobs) throws IOException {
        return sweepUntilNothingIsLeft(manifests, (RepositoryName repository) -> blobs);
    }

    private static SweepReport run(Sweep sweep, Predicate<Digest> named) throws IOException {
        try (sweep) {
            sweep.visitRepositories(repository -> sweep.retain(repository, any -> false, any -> false, named));
            return sweep.finish(NO_PROGRESS);
        }
    }

    private static SweepReport run(Sweep sweep, Predicate<Digest> manifests, Predicate<RepositoryName> blobsOf)
            throws IOException {
        try (sweep) {
            sweep.visitRepositories(
                    repository -> sweep.retain(repository, manifests, digest -> blobsOf.test(repository)));
            return sweep.finish(NO_PROGRESS);
        }
    }
}
