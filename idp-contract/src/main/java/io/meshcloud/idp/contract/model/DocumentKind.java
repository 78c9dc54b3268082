package io.meshcloud.idp.contract.model;

import java.util.Arrays;
import java.util.Optional;

/** The three kinds of file of the contract. */
public enum DocumentKind {
    APP_ENVIRONMENT("AppEnvironment", "app-env"),
    APP_RELEASE("AppRelease", "release"),
    PLATFORM("Platform", "platform");

    /** The one version of all kinds. */
    public static final String API_VERSION = "idp.meshcloud.io/v1alpha1";

    private final String word;
    private final String shortName;

    DocumentKind(String word, String shortName) {
        this.word = word;
        this.shortName = shortName;
    }

    /** The word in the file's {@code kind}. */
    public String word() {
        return word;
    }

    /** The file's usual name without its ending, which also names its schema. */
    public String shortName() {
        return shortName;
    }

    /** The file's usual name. */
    public String fileName() {
        return shortName + ".yaml";
    }

    /** The kind of this word; empty if there is none. */
    public static Optional<DocumentKind> ofWord(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
    }

    /** The kind of this short name; empty if there is none. */
    public static Optional<DocumentKind> ofShortName(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.shortName.equals(name))
                .findFirst();
    }
}
