package io.meshcloud.idp.contract.yaml;

import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.util.HashMap;
import java.util.List;
import java.util.function.Function;

/** Rules of whole lists. */
final class Lists {
    private Lists() {}

    /**
     * Refuses entries that come again.
     *
     * @param field where the name stands below the entry, such as {@code .name}; empty if the entry is the name
     */
    static <T> void refuseDuplicates(Reading reading, List<Value<T>> values, String field, Function<T, String> name) {
        var seen = new HashMap<String, String>();
        for (var value : values) {
            value.ifRead(content -> {
                var text = name.apply(content);
                var first = seen.putIfAbsent(text, value.pointer() + field);
                if (first != null) {
                    reading.refuse(
                            ProblemCode.DUPLICATE_ENTRY,
                            value.pointer() + field,
                            Quoted.of(text) + " stands in line "
                                    + reading.locate(first).line() + " already",
                            "keep one of the two");
                }
            });
        }
    }
}
