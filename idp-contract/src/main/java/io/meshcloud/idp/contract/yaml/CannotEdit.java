package io.meshcloud.idp.contract.yaml;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.contract.problem.Location;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;

/** The refusals of {@link YamlEditor}: what stands in the way, where, and what to do instead. */
final class CannotEdit {
    private static final String FIX = "write that part of the file in lines of its own, without YAML's special"
            + " features, and try again; an app-env.yaml is replaced whole by `idp env apply ADDRESS -f FILE`";

    private CannotEdit() {}

    static IdpException because(String file, @Nullable Mark mark, String what) {
        var where = mark == null ? Location.of(file) : new Location(file, mark.getLine() + 1, mark.getColumn() + 1);
        return Problem.of(ProblemCode.CANNOT_EDIT, what, where.toString(), FIX).asException();
    }
}
