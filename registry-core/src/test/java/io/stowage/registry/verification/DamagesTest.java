package io.stowage.registry.verification;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DamagesTest {
    private static final RepositoryName APP = RepositoryName.parse("team/app");

    @Test
    void eachIsCountedOnceAndTheFirstAreKept() {
        Damages damages = new Damages();

        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < Damages.MOST + 5; i++) {
                damages.tag(APP, Tag.parse("t" + i), Problem.DANGLING_TAG, "it points to nothing");
            }
        }

        assertEquals(Damages.MOST, damages.findings().size());
        assertEquals(Damages.MOST + 5, damages.count());
    }

    @Test
    void ofThoseWhoAreHurtTheFirstAreKeptToo() {
        Damages damages = new Damages();
        Damages.Damage damage = damages.unreadable("the disk", "it is in trouble");

        for (int i = 0; i < 1500; i++) {
            damage.hurts(new Hurt(APP, Tag.parse("t" + i), Optional.empty(), false));
        }

        assertEquals(1000, damages.findings().get(0).hurts().size());
        assertEquals(1500, damages.findings().get(0).hurtInAll());
    }
}
