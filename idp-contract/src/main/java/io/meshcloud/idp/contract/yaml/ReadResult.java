// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.yaml;

import io.meshcloud.idp.contract.problem.Finding;
import java.util.List;
import java.util.function.Function;

/**
 * The result of reading a file: a document, or the findings that make the file invalid.
 *
 * @param <T> the kind of file
 */
public sealed interface ReadResult<T> {

    <R> R match(Function<? super Document<T>, R> valid, Function<? super List<Finding>, R> invalid);

    /** The file satisfies all rules that concern one file. */
    record Valid<T>(Document<T> document) implements ReadResult<T> {
        @Override
        public <R> R match(Function<? super Document<T>, R> valid, Function<? super List<Finding>, R> invalid) {
            return valid.apply(document);
        }
    }

    /**
     * @param findings errors and warnings, sorted; at least one is an error
     */
    record Invalid<T>(List<Finding> findings) implements ReadResult<T> {
        public Invalid {
            findings = findings.stream().sorted().toList();
        }

        @Override
        public <R> R match(Function<? super Document<T>, R> valid, Function<? super List<Finding>, R> invalid) {
            return invalid.apply(findings);
        }
    }
}
