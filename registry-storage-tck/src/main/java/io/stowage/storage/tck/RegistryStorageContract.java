package io.stowage.storage.tck;

import io.stowage.storage.RegistryStorage;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Nested;

/**
 * Every promise of a storage, as tests. An implementer extends it and says how to open one:
 *
 * <pre>{@code
 * class MyStorageTest extends RegistryStorageContract {
 *     @TempDir
 *     Path directory;
 *
 *     @Override
 *     protected RegistryStorage openEmpty() throws IOException {
 *         return MyStorage.open(directory);
 *     }
 *
 *     @Override
 *     protected RegistryStorage openAgain() throws IOException {
 *         return MyStorage.open(directory);
 *     }
 * }
 * }</pre>
 *
 * <p>Most cases run three times: what was done is looked at by the instance that did it, by another instance over the
 * same data, and after a restart. All instances are closed by the contract after each case.
 */
public abstract class RegistryStorageContract {
    /** For the implementer's test class. */
    protected RegistryStorageContract() {}

    /**
     * Opens a storage without any content. Called once for each case, after the implementer's own
     * {@code @BeforeEach}.
     *
     * @throws Exception if it cannot be opened; the case then fails
     */
    protected abstract RegistryStorage openEmpty() throws Exception;

    /**
     * Opens one more instance over the data of the last {@link #openEmpty}: while that is still open, or after it was
     * closed, as {@link #features} says. May be called often.
     *
     * @throws Exception if it cannot be opened; the case then fails
     */
    protected abstract RegistryStorage openAgain() throws Exception;

    /**
     * Opens one more instance over the data of the last {@link #openEmpty}, on a medium that fails when it is told to, and
     * only for this instance. Needed for {@link StorageFeature#FAULTS}.
     *
     * @throws Exception if it cannot be opened; the case then fails
     */
    protected FaultyMedium openOnFaultyMedium() throws Exception {
        throw new UnsupportedOperationException("FAULTS are claimed, and openOnFaultyMedium is not overridden");
    }

    /** What the storage can do; cases that need something else are skipped. All features unless overridden. */
    protected Set<StorageFeature> features() {
        return EnumSet.allOf(StorageFeature.class);
    }

    @Nested
    class Lifecycle extends LifecycleContract {
        Lifecycle() {
            super(RegistryStorageContract.this, SeenBy.SAME_INSTANCE);
        }
    }

    @Nested
    class Blobs extends BlobStoreContract {
        Blobs() {
            super(RegistryStorageContract.this, SeenBy.SAME_INSTANCE);
        }
    }

    @Nested
    class Uploads extends UploadStoreContract {
        Uploads() {
            super(RegistryStorageContract.this, SeenBy.SAME_INSTANCE);
        }
    }

    @Nested
    class Manifests extends ManifestStoreContract {
        Manifests() {
            super(RegistryStorageContract.this, SeenBy.SAME_INSTANCE);
        }
    }

    @Nested
    class Tags extends TagStoreContract {
        Tags() {
            super(RegistryStorageContract.this, SeenBy.SAME_INSTANCE);
        }
    }

    @Nested
    class Catalog extends CatalogContract {
        Catalog() {
            super(RegistryStorageContract.this, SeenBy.SAME_INSTANCE);
        }
    }

    @Nested
    class Concurrency extends ConcurrencyContract {
        Concurrency() {
            super(RegistryStorageContract.this, SeenBy.SAME_INSTANCE);
        }
    }

    @Nested
    class Sweeps extends SweepContract {
        Sweeps() {
            super(RegistryStorageContract.this, SeenBy.SAME_INSTANCE);
        }
    }

    @Nested
    class SweepsSeenByAnotherInstance extends SweepContract {
        SweepsSeenByAnotherInstance() {
            super(RegistryStorageContract.this, SeenBy.ANOTHER_INSTANCE);
        }
    }

    @Nested
    class Failures extends FailureContract {
        Failures() {
            super(RegistryStorageContract.this);
        }
    }

    @Nested
    class Inspections extends InspectionContract {
        Inspections() {
            super(RegistryStorageContract.this, SeenBy.SAME_INSTANCE);
        }
    }

    @Nested
    class InspectionsSeenByAnotherInstance extends InspectionContract {
        InspectionsSeenByAnotherInstance() {
            super(RegistryStorageContract.this, SeenBy.ANOTHER_INSTANCE);
        }
    }

    @Nested
    class ManyEntries extends ManyEntriesContract {
        ManyEntries() {
            super(RegistryStorageContract.this);
        }
    }

    @Nested
    class LifecycleSeenByAnotherInstance extends LifecycleContract {
        LifecycleSeenByAnotherInstance() {
            super(RegistryStorageContract.this, SeenBy.ANOTHER_INSTANCE);
        }
    }

    @Nested
    class BlobsSeenByAnotherInstance extends BlobStoreContract {
        BlobsSeenByAnotherInstance() {
            super(RegistryStorageContract.this, SeenBy.ANOTHER_INSTANCE);
        }
    }

    @Nested
    class UploadsSeenByAnotherInstance extends UploadStoreContract {
        UploadsSeenByAnotherInstance() {
            super(RegistryStorageContract.this, SeenBy.ANOTHER_INSTANCE);
        }
    }

    @Nested
    class ManifestsSeenByAnotherInstance extends ManifestStoreContract {
        ManifestsSeenByAnotherInstance() {
            super(RegistryStorageContract.this, SeenBy.ANOTHER_INSTANCE);
        }
    }

    @Nested
    class TagsSeenByAnotherInstance extends TagStoreContract {
        TagsSeenByAnotherInstance() {
            super(RegistryStorageContract.this, SeenBy.ANOTHER_INSTANCE);
        }
    }

    @Nested
    class CatalogSeenByAnotherInstance extends CatalogContract {
        CatalogSeenByAnotherInstance() {
            super(RegistryStorageContract.this, SeenBy.ANOTHER_INSTANCE);
        }
    }

    @Nested
    class ConcurrencySeenByAnotherInstance extends ConcurrencyContract {
        ConcurrencySeenByAnotherInstance() {
            super(RegistryStorageContract.this, SeenBy.ANOTHER_INSTANCE);
        }
    }

    @Nested
    class TwoInstances extends TwoInstancesContract {
        TwoInstances() {
            super(RegistryStorageContract.this);
        }
    }

    @Nested
    class LifecycleAfterRestart extends LifecycleContract {
        LifecycleAfterRestart() {
            super(RegistryStorageContract.this, SeenBy.AFTER_RESTART);
        }
    }

    @Nested
    class BlobsAfterRestart extends BlobStoreContract {
        BlobsAfterRestart() {
            super(RegistryStorageContract.this, SeenBy.AFTER_RESTART);
        }
    }

    @Nested
    class UploadsAfterRestart extends UploadStoreContract {
        UploadsAfterRestart() {
            super(RegistryStorageContract.this, SeenBy.AFTER_RESTART);
        }
    }

    @Nested
    class ManifestsAfterRestart extends ManifestStoreContract {
        ManifestsAfterRestart() {
            super(RegistryStorageContract.this, SeenBy.AFTER_RESTART);
        }
    }

    @Nested
    class TagsAfterRestart extends TagStoreContract {
        TagsAfterRestart() {
            super(RegistryStorageContract.this, SeenBy.AFTER_RESTART);
        }
    }

    @Nested
    class CatalogAfterRestart extends CatalogContract {
        CatalogAfterRestart() {
            super(RegistryStorageContract.this, SeenBy.AFTER_RESTART);
        }
    }
}
