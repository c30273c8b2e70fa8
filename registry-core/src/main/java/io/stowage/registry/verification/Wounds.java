package io.stowage.registry.verification;

import io.stowage.oci.Digest;
import io.stowage.oci.RepositoryName;
import io.stowage.oci.Tag;
import io.stowage.registry.verification.Damages.Damage;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which manifests of one repository damage hurts: those that name what is damaged, the indexes that list such, and the
 * subjects that such refer to. Manifests have numbers here, so that a million of them take little room.
 */
final class Wounds {
    private static final int SMALLEST = 64;

    private final Map<Integer, Wounded> wounded = new HashMap<>();
    private final Set<Integer> tagged = new HashSet<>();
    /** From a manifest to one that is hurt with it: child and index, or referrer and subject. */
    private int[] edges = new int[SMALLEST];

    private int edgeCount;

    /** A manifest that is hurt, and by what. */
    private static final class Wounded {
        private final Digest digest;
        private final Map<Damage, Way> damages = new LinkedHashMap<>();

        Wounded(Digest digest) {
            this.digest = digest;
        }
    }

    /**
     * The way from damage to a manifest.
     *
     * @param origin the number of the manifest that names what is damaged
     */
    private record Way(int origin, Digest originDigest, boolean byReferrer) {}

    void hurt(int manifest, Digest digest, Damage damage) {
        wounded.computeIfAbsent(manifest, unknown -> new Wounded(digest))
                .damages
                .put(damage, new Way(manifest, digest, false));
    }

    /** Notes that an index lists a manifest. */
    void child(int child, int index) {
        edge(child + 1, index);
    }

    /** Notes that a manifest refers to another. */
    void referrer(int referrer, int subject) {
        edge(-referrer - 1, subject);
    }

    boolean areNone() {
        return wounded.isEmpty();
    }

    /** Finds out all that are hurt. */
    void spread() {
        boolean changed = !wounded.isEmpty();
        while (changed) {
            changed = false;
            for (int at = 0; at < edgeCount; at += 2) {
                Wounded from = wounded.get(Math.abs(edges[at]) - 1);
                if (from != null) {
                    changed |= spread(from, edges[at + 1], edges[at] < 0);
                }
            }
        }
    }

    private boolean spread(Wounded from, int to, boolean byReferrer) {
        boolean changed = false;
        Map<Damage, Way> inherited = new LinkedHashMap<>(from.damages);
        for (Map.Entry<Damage, Way> each : inherited.entrySet()) {
            Way way = each.getValue();
            Wounded target = wounded.computeIfAbsent(to, unknown -> new Wounded(way.originDigest));
            Way longer = new Way(way.origin, way.originDigest, way.byReferrer || byReferrer);
            Way known = target.damages.get(each.getKey());
            // Shown as a referrer's only if it is not the manifest's own too.
            if (known == null || (known.byReferrer && !longer.byReferrer)) {
                target.damages.put(each.getKey(), longer);
                changed = true;
            }
        }
        return changed;
    }

    /** Tells the damage of the tag that it hurts. */
    void tag(RepositoryName repository, Tag tag, int manifest) {
        Wounded hurt = wounded.get(manifest);
        if (hurt == null) {
            return;
        }
        hurt.damages.forEach((damage, way) -> {
            tagged.add(way.origin);
            damage.hurts(new Hurt(repository, tag, through(way, manifest), way.byReferrer));
        });
    }

    /** Tells the damage of the manifests that it hurts and no tag leads to. */
    void untagged(RepositoryName repository) {
        wounded.forEach((number, hurt) -> hurt.damages.forEach((damage, way) -> {
            if (way.origin == number && !tagged.contains(number)) {
                damage.hurts(new Hurt(repository, hurt.digest, Optional.empty(), false));
            }
        }));
    }

    private static Optional<Digest> through(Way way, int manifest) {
        return way.origin == manifest ? Optional.empty() : Optional.of(way.originDigest);
    }

    private void edge(int from, int to) {
        if (edgeCount == edges.length) {
            edges = Arrays.copyOf(edges, 2 * edges.length);
        }
        edges[edgeCount++] = from;
        edges[edgeCount++] = to;
    }
}
