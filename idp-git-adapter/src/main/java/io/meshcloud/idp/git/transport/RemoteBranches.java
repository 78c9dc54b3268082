// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.transport;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import io.meshcloud.idp.git.config.RemoteUrl;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.jspecify.annotations.Nullable;

/**
 * The branches that a remote advertises.
 *
 * @param tips the branches by short name
 * @param own the default branch, which the remote's {@code HEAD} names; absent if the remote does not report it
 */
public record RemoteBranches(
        Map<String, Ref> tips, @Nullable String own) {
    private static final int SHOWN = 10;

    public static RemoteBranches of(FetchConnection connection) {
        var tips = new TreeMap<String, Ref>();
        for (var ref : connection.getRefs()) {
            if (isBranch(ref.getName()) && ref.getObjectId() != null) {
                tips.put(ref.getName().substring(Constants.R_HEADS.length()), ref);
            }
        }
        return new RemoteBranches(tips, own(connection.getRef(Constants.HEAD), tips));
    }

    private static @Nullable String own(@Nullable Ref head, Map<String, Ref> tips) {
        if (head == null) {
            return null;
        }
        if (head.isSymbolic()) {
            var target = head.getTarget().getName();
            return isBranch(target) ? target.substring(Constants.R_HEADS.length()) : null;
        }
        // An old server reports only the commit of HEAD: the branch at that commit, if there is exactly one.
        var candidates = tips.entrySet().stream()
                .filter(tip -> tip.getValue().getObjectId().equals(head.getObjectId()))
                .map(Map.Entry::getKey)
                .toList();
        return candidates.size() == 1 ? candidates.get(0) : null;
    }

    /**
     * Whether a ref is a branch with a valid name. The name becomes the name of a file in the cache, so one such as
     * {@code ../x} is refused.
     */
    static boolean isBranch(String ref) {
        return ref.startsWith(Constants.R_HEADS) && Repository.isValidRefName(ref);
    }

    public boolean isEmpty() {
        return tips.isEmpty();
    }

    @Nullable
    public Ref tip(String branch) {
        return tips.get(branch);
    }

    public Optional<ObjectId> id(String branch) {
        return Optional.ofNullable(tips.get(branch)).map(Ref::getObjectId);
    }

    /** The problem of a branch that the remote does not have. */
    public IdpException missing(RemoteUrl url, String what) {
        var names = tips.keySet().stream().limit(SHOWN).map(Quoted::of).collect(Collectors.joining(", "));
        var rest = tips.size() > SHOWN ? " and " + (tips.size() - SHOWN) + " more" : "";
        return Problem.of(
                        ProblemCode.BRANCH_NOT_FOUND,
                        what + "; it has " + names + rest,
                        url.toString(),
                        "choose one of these branches, or create the missing one with git first")
                .asException();
    }
}
