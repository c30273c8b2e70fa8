package io.stowage.examples.standalone.access;

import io.stowage.examples.standalone.Reason;
import io.stowage.examples.standalone.StartException;
import io.stowage.registry.auth.AccessPolicies;
import io.stowage.registry.auth.AccessPolicy;
import io.stowage.registry.auth.Action;
import io.stowage.registry.auth.rules.AccessRules;
import io.stowage.registry.auth.rules.Callers;
import io.stowage.registry.auth.rules.ReloadingAccessRules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules that are in force by the command line, in their order.
 *
 * @param file those of {@code --rules}
 * @param anonymousPull whether {@code --anonymous-pull} stands before them
 */
record RuleSources(ReloadingAccessRules file, boolean anonymousPull) {
    static final String FLAG = "--anonymous-pull";

    private static final AccessRules ANONYMOUS_PULL = AccessRules.builder()
            .allow("**", Callers.anonymous(), Action.PULL, Action.LIST)
            .build();

    static RuleSources open(Path path, boolean anonymousPull) throws StartException {
        try {
            return new RuleSources(ReloadingAccessRules.open(path), anonymousPull);
        } catch (IOException e) {
            throw new StartException("cannot use the rules in " + path + ": " + Reason.of(e), e);
        }
    }

    AccessPolicy policy() {
        return anonymousPull ? AccessPolicies.anyOf(ANONYMOUS_PULL, file) : file;
    }

    /** To be asked one after the other, until one allows it. */
    List<AccessRules> inOrder() {
        List<AccessRules> all = new ArrayList<>();
        if (anonymousPull) {
            all.add(ANONYMOUS_PULL);
        }
        all.add(file.rules());
        return all;
    }
}
