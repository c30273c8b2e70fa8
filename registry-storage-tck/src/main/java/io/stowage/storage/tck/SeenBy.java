package io.stowage.storage.tck;

import java.util.Set;

/** Through whose eyes a contract looks at what was done. */
enum SeenBy {
    /** The instance that did it. */
    SAME_INSTANCE,
    /** Another instance, which was open before it was done and may have remembered how things were. */
    ANOTHER_INSTANCE,
    /** An instance opened after the one that did it was closed. */
    AFTER_RESTART;

    /** Whether a storage with these features has such eyes. */
    boolean isPossibleWith(Set<StorageFeature> features) {
        return switch (this) {
            case SAME_INSTANCE -> true;
            case ANOTHER_INSTANCE -> features.contains(StorageFeature.MULTI_INSTANCE);
            case AFTER_RESTART -> features.contains(StorageFeature.RESTART);
        };
    }
}
