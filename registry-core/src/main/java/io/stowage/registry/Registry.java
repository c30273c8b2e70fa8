package io.stowage.registry;

import static java.util.Objects.requireNonNull;

import io.stowage.oci.RepositoryName;
import io.stowage.registry.auth.AccessPolicies;
import io.stowage.registry.auth.AccessPolicy;
import io.stowage.registry.auth.AuditListener;
import io.stowage.registry.auth.Authenticator;
import io.stowage.registry.auth.Gatekeeper;
import io.stowage.registry.blob.Blobs;
import io.stowage.registry.gc.GarbageCollector;
import io.stowage.registry.manifest.ManifestReferences;
import io.stowage.registry.manifest.ManifestRules;
import io.stowage.registry.manifest.Manifests;
import io.stowage.registry.manifest.Referrers;
import io.stowage.registry.tag.Tags;
import io.stowage.registry.upload.RunningDigests;
import io.stowage.registry.upload.StaleUploadReaper;
import io.stowage.registry.upload.Uploads;
import io.stowage.registry.usage.StorageUsage;
import io.stowage.registry.verification.ContentVerifier;
import io.stowage.storage.Page;
import io.stowage.storage.PageRequest;
import io.stowage.storage.RegistryStorage;
import java.io.Closeable;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * An OCI registry over a storage, without HTTP: the rules of distribution-spec, asked in Java.
 *
 * <pre>{@code
 * try (Registry registry = Registry.builder(storage).build()) {
 *     registry.repository(RepositoryName.parse("team/app")).manifests().get(Tag.parse("1.0"));
 * }
 * }</pre>
 *
 * <p>Safe for use by many threads. Several registries, in one process or on several machines, may share the data of one
 * storage as far as that storage allows it.
 */
public final class Registry implements Closeable {
    private final RegistryStorage storage;
    private final RegistryLimits limits;
    private final Clock clock;
    private final boolean deletesAllowed;
    private final ManifestRules manifestRules;
    private final Gatekeeper gatekeeper;
    private final StorageHealth health;
    private final RunningDigests runningDigests = new RunningDigests();

    private Registry(Builder builder) {
        storage = builder.storage;
        limits = builder.limits;
        clock = builder.clock;
        health = new StorageHealth(builder.storage, builder.clock);
        deletesAllowed = builder.deletesAllowed;
        manifestRules = new ManifestRules(
                limits.maxManifestSize(), limits.maxManifestDepth(), limits.maxTagsPerPush(), builder.sparseAllowed);
        gatekeeper = new Gatekeeper(builder.authenticators, builder.policy(), builder.auditListener, clock);
    }

    /** Begins to build a registry over a storage, which {@link #close} closes with it. */
    public static Builder builder(RegistryStorage storage) {
        return new Builder(storage);
    }

    /** The operations of one repository. Cheap, does no input or output; the repository need not exist. */
    public Repository repository(RepositoryName name) {
        return new Repository(
                name,
                new Blobs(storage, name, deletesAllowed),
                new Uploads(storage, name, runningDigests, clock),
                new Manifests(storage, name, manifestRules, deletesAllowed, clock),
                new Tags(storage, name, limits.maxPageSize(), deletesAllowed),
                new Referrers(storage, name, manifestRules, limits.maxReferrersBytes()));
    }

    /** The repositories that hold a manifest, in byte order; the limit is cut to {@link RegistryLimits#maxPageSize()}. */
    public Page<RepositoryName> repositories(PageRequest request) throws IOException {
        return storage.repositories().list(request.atMost(limits.maxPageSize()));
    }

    /**
     * As {@link #repositories(PageRequest)}, without those that are not to be seen. Reads on until the page is full, so
     * that it may read all names to answer a few.
     *
     * @param visible whether a repository is listed
     */
    public Page<RepositoryName> repositories(PageRequest request, Predicate<RepositoryName> visible)
            throws IOException {
        PageRequest wanted = request.atMost(limits.maxPageSize());
        List<RepositoryName> seen = new ArrayList<>();
        Optional<String> last = wanted.last();
        boolean more = true;
        int step = wanted.limit() + 1; // one more than wanted tells whether the list goes on
        while (more && seen.size() <= wanted.limit()) {
            Page<RepositoryName> page = storage.repositories().list(new PageRequest(last, step));
            step = Math.max(step, limits.maxPageSize()); // a page with gaps: not many small ones
            page.entries().stream().filter(visible).forEach(seen::add);
            more = page.more() && !page.entries().isEmpty();
            last = more
                    ? Optional.of(page.entries().get(page.entries().size() - 1).toString())
                    : last;
        }
        boolean goesOn = seen.size() > wanted.limit();
        return new Page<>(goesOn ? seen.subList(0, wanted.limit()) : seen, goesOn);
    }

    /** What cancels the uploads that nobody has finished within some time of their start. */
    public StaleUploadReaper staleUploadReaper(Duration maxAge) {
        return new StaleUploadReaper(storage.uploads(), clock, maxAge);
    }

    /**
     * What removes content that nobody needs, while the registry is in use.
     *
     * @throws IllegalArgumentException if the storage cannot be swept
     */
    public GarbageCollector garbageCollector(GarbageCollector.Settings settings) {
        return new GarbageCollector(storage, new ManifestReferences(manifestRules), settings, clock);
    }

    /**
     * What verifies that all content is what it should be, while the registry is in use.
     *
     * @throws IllegalArgumentException if the storage cannot be inspected
     */
    public ContentVerifier contentVerifier(ContentVerifier.Settings settings) {
        return new ContentVerifier(storage, new ManifestReferences(manifestRules), settings, clock);
    }

    /**
     * What counts how much each repository and tag costs.
     *
     * @throws IllegalArgumentException if the storage cannot be inspected
     */
    public StorageUsage storageUsage() {
        return new StorageUsage(storage, new ManifestReferences(manifestRules));
    }

    /** The limits it was built with. */
    public RegistryLimits limits() {
        return limits;
    }

    /** Whether content may be deleted. */
    public boolean deletesAllowed() {
        return deletesAllowed;
    }

    /**
     * Who decides about requests from outside. The operations here do not ask: whoever calls them in Java may do
     * everything.
     */
    public Gatekeeper gatekeeper() {
        return gatekeeper;
    }

    /** Whether the storage works. */
    public StorageHealth health() {
        return health;
    }

    /** Closes the storage. */
    @Override
    public void close() throws IOException {
        storage.close();
    }

    /** Collects what a registry needs. */
    public static final class Builder {
        private final RegistryStorage storage;
        private RegistryLimits limits = RegistryLimits.DEFAULT;
        private Clock clock = Clock.systemUTC();
        private boolean deletesAllowed = true;
        private boolean sparseAllowed;
        private List<Authenticator> authenticators = List.of();
        private Optional<AccessPolicy> accessPolicy = Optional.empty();
        private AuditListener auditListener = event -> {};

        private Builder(RegistryStorage storage) {
            this.storage = requireNonNull(storage, "storage is null");
        }

        /** Sets the limits; {@link RegistryLimits#DEFAULT} if not called. */
        public Builder limits(RegistryLimits limits) {
            this.limits = requireNonNull(limits, "limits is null");
            return this;
        }

        /** Sets the clock by which uploads grow old; the system's if not called. */
        public Builder clock(Clock clock) {
            this.clock = requireNonNull(clock, "clock is null");
            return this;
        }

        /** Sets whether tags, manifests and blobs may be deleted; they may if not called. */
        public Builder allowDeletes(boolean allowed) {
            this.deletesAllowed = allowed;
            return this;
        }

        /** Sets whether manifests and indexes are taken whose content is not all here; they are not if not called. */
        public Builder allowSparse(boolean allowed) {
            this.sparseAllowed = allowed;
            return this;
        }

        /**
         * Sets who finds out who a client is, side by side: the first that accepts is believed. None if not called;
         * what the host application says about its users counts in any case.
         */
        public Builder authenticators(Authenticator... authenticators) {
            this.authenticators = List.of(authenticators);
            return this;
        }

        /**
         * Sets who says what a caller may do. If not called, everybody may do everything, or every user if there are
         * authenticators.
         */
        public Builder accessPolicy(AccessPolicy policy) {
            this.accessPolicy = Optional.of(policy);
            return this;
        }

        /** Sets who hears of what an audit wants to know; nobody if not called. */
        public Builder auditListener(AuditListener listener) {
            this.auditListener = requireNonNull(listener, "listener is null");
            return this;
        }

        private AccessPolicy policy() {
            return accessPolicy.orElse(
                    authenticators.isEmpty() ? AccessPolicies.allowAll() : AccessPolicies.authenticated());
        }

        /** The registry. */
        public Registry build() {
            return new Registry(this);
        }
    }
}
