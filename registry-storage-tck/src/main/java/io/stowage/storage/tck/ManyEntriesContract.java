package io.stowage.storage.tck;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is promised of lists holds for long ones. Apart from the others, because once is enough for what takes long. */
abstract class ManyEntriesContract extends StorageContract {

    ManyEntriesContract(RegistryStorageContract implementation) {
        super(implementation, SeenBy.SAME_INSTANCE);
    }

    @Test
    void aThousandTagsAreListedInPagesOfSeven() throws Exception {
        Digest digest = SampleManifests.image("one").digest();
        List<Tag> tags = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Tag tag = Tag.parse("v" + i);
            tags.add(tag);
            storage().tags().put(APP, tag, digest);
        }

        Listing<Tag> listing = request -> storage().tags().list(APP, request);

        assertEquals(tags.stream().sorted().toList(), listing.inPagesOf(7));
        assertEquals(tags.stream().sorted().toList(), listing.inPagesOf(500));
        assertEquals(tags.stream().sorted().toList(), listing.all());
    }

    @Test
    void manyRepositoriesAreListedInPagesOfSeven() throws Exception {
        List<RepositoryName> names = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            RepositoryName name =
                    RepositoryName.parse(i % 3 == 0 ? "team-" + i : i % 3 == 1 ? "team/" + i : "team/app/" + i);
            names.add(name);
            storage().manifests().put(name, SampleManifests.image("one"));
        }

        Listing<RepositoryName> listing = storage().repositories()::list;

        assertEquals(names.stream().sorted().toList(), listing.inPagesOf(7));
        assertEquals(names.stream().sorted().toList(), listing.inPagesOf(100));
        assertEquals(names.stream().sorted().toList(), listing.all());
    }
}
