package io.meshcloud.idp.contract.yaml;

/**
 * The JSON Schema (draft 2020-12) of each kind of file, for editors and for other programs. It says what a schema can
 * say; the rules that relate fields, or files, to each other are checked by {@link ContractFiles} and the checks only.
 */
public final class JsonSchemas {
    private JsonSchemas() {}

    /** The schema's text, the same for every call. */
    public static String text(DocumentKind kind) {
        return Resources.text("/io/meshcloud/idp/contract/schema/" + kind.shortName() + ".schema.json");
    }
}
