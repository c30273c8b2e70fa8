package io.stowage.registry.auth.htpasswd;

import com.google.common.hash.HashFunction;
import com.google.common.hash.Hashing;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may log in, as one version of the file has it. Immutable.
 *
 * <p>Unknown users get a hash too, one that no password fits, so that they cost the same time as known ones. Its cost is
 * that of some user, picked by the name, so that also in a file of mixed costs a time alone does not tell who is there.
 */
final class Users {
    private static final Logger log = LoggerFactory.getLogger(Users.class);
    private static final int MOST_NAMED = 20;

    /** What an empty file's strangers cost; nobody can tell them from anybody. */
    private static final int USUAL_COST = 10;

    private final Map<String, BcryptHash> hashes;
    private final List<BcryptHash> decoys;
    private final HashFunction choice;

    /**
     * Those of a file.
     *
     * @param file for the log, where it names the lines that cannot be used
     * @throws IllegalArgumentException if it seems half written
     */
    static Users parse(Path file, String text) {
        HtpasswdParser.Result read = HtpasswdParser.parse(text);
        List<HtpasswdParser.Problem> problems = read.problems();
        if (!problems.isEmpty()) {
            log.warn(
                    "lines of {} that cannot be used, because users need bcrypt (htpasswd -B): {}{}",
                    file,
                    problems.stream()
                            .limit(MOST_NAMED)
                            .map(HtpasswdParser.Problem::toString)
                            .collect(Collectors.joining("; ")),
                    problems.size() > MOST_NAMED ? "; and " + (problems.size() - MOST_NAMED) + " more" : "");
        }
        return new Users(read.hashes(), new SecureRandom());
    }

    Users(Map<String, BcryptHash> hashes, SecureRandom random) {
        this.hashes = Map.copyOf(hashes);
        Map<Integer, BcryptHash> byCost = new HashMap<>();
        List<Integer> costs = hashes.isEmpty()
                ? List.of(USUAL_COST)
                : hashes.values().stream().map(BcryptHash::cost).sorted().toList();
        this.decoys = costs.stream()
                .map(cost -> byCost.computeIfAbsent(cost, one -> BcryptHash.decoy(one, random)))
                .toList();
        this.choice = Hashing.sipHash24(random.nextLong(), random.nextLong());
    }

    /** The hash that the user's password fits; for an unknown user one that none fits. */
    BcryptHash hashOf(String user) {
        BcryptHash hash = hashes.get(user);
        return hash == null ? decoyFor(user) : hash;
    }

    private BcryptHash decoyFor(String user) {
        long picked = choice.hashUnencodedChars(user).asLong();
        return decoys.get((int) Math.floorMod(picked, (long) decoys.size()));
    }
}
