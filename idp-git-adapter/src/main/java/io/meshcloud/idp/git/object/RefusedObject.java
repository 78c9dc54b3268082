// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.object;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import org.eclipse.jgit.lib.AnyObjectId;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.jspecify.annotations.Nullable;

/**
 * Something in the state repository that idp does not read: an object that breaks Git's rules, or one that exceeds a
 * limit. The cache is not damaged: the object was pushed in this form. The exception passes through walks to the user
 * of the cache, which reports {@link #problem}.
 */
public final class RefusedObject extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ProblemCode code;
    private final String what;
    private final transient @Nullable ObjectId object;
    private final transient @Nullable ObjectId commit;

    private RefusedObject(ProblemCode code, String what, @Nullable ObjectId object, @Nullable ObjectId commit) {
        super(what);
        this.code = code;
        this.what = what;
        this.object = object;
        this.commit = commit;
    }

    /**
     * @param why what is wrong, in words that follow the name of the object
     */
    static RefusedObject malformed(AnyObjectId id, int type, String why) {
        return new RefusedObject(
                ProblemCode.MALFORMED_OBJECT,
                "the " + Constants.typeString(type) + " " + id.name() + " breaks Git's rules: " + Quoted.of(why),
                id.copy(),
                type == Constants.OBJ_COMMIT ? id.copy() : null);
    }

    /**
     * @param limit in bytes
     */
    static RefusedObject tooLarge(AnyObjectId id, int type, long limit) {
        return new RefusedObject(
                ProblemCode.GIT_LIMIT_EXCEEDED,
                "the " + Constants.typeString(type) + " " + id.name() + " is larger than " + limit + " bytes",
                id.copy(),
                type == Constants.OBJ_COMMIT ? id.copy() : null);
    }

    /** A branch that does not point to a commit. */
    public static RefusedObject tip(String branch, AnyObjectId id, int type) {
        return new RefusedObject(
                ProblemCode.MALFORMED_OBJECT,
                "the branch " + Quoted.of(branch) + " points to the " + Constants.typeString(type) + " " + id.name()
                        + ", not to a commit",
                null,
                null);
    }

    /** A limit that no single object exceeds. */
    public static RefusedObject limit(String what) {
        return new RefusedObject(ProblemCode.GIT_LIMIT_EXCEEDED, what, null, null);
    }

    /** A limit on all objects together, exceeded at one object. */
    static RefusedObject limit(String what, AnyObjectId exceededAt) {
        return new RefusedObject(ProblemCode.GIT_LIMIT_EXCEEDED, what, exceededAt.copy(), null);
    }

    /** The same, found while reading a commit. */
    public RefusedObject in(AnyObjectId of) {
        return commit == null ? new RefusedObject(code, what, object, of.copy()) : this;
    }

    /**
     * The problem to report. It names the commit that brought the object, and the path.
     *
     * @param repository in which it was found
     */
    public IdpException problem(Repository repository) {
        var known = commit;
        var where = known == null
                ? ""
                : object == null
                        ? "commit " + known.name()
                        : Culprit.of(repository, known, object).toString();
        return Problem.of(
                        code,
                        what,
                        where,
                        "find out who pushed it; replace it in a new commit with git, or reset the branch and accept"
                                + " that with `idp accept-rewrite`")
                .asException(this);
    }
}
