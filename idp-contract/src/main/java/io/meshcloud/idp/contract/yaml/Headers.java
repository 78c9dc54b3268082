package io.meshcloud.idp.contract.yaml;

import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;

/** The two fields that every file starts with; both exact. */
final class Headers {
    private Headers() {}

    static void read(Fields root) {
        root.required("apiVersion", exactly(DocumentKind.API_VERSION));
        root.required("kind", exactly(root.reading().kind().word()));
    }

    /** Looks at nothing else: the fields of another kind would all be unknown, and none of that would help. */
    static <T> Reader.OfFields<T> alone() {
        return root -> {
            read(root);
            return null;
        };
    }

    private static Reader<String> exactly(String wanted) {
        return slot -> {
            var text = Readers.text().read(slot);
            if (text != null && !text.equals(wanted)) {
                slot.refuse(
                        ProblemCode.WRONG_DOCUMENT_KIND,
                        "the " + slot.pointer() + " is " + Quoted.of(text) + ", not " + wanted,
                        "write " + slot.pointer() + ": " + wanted + ", if this is the right file");
            }
            return text;
        };
    }
}
