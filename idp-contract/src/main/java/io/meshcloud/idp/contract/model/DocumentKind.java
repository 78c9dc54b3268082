// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.model;

import java.util.Arrays;
import java.util.Optional;

/** The three kinds of file of the contract. */
public enum DocumentKind {
    APP_ENVIRONMENT("AppEnvironment", "app-env"),
    APP_RELEASE("AppRelease", "release"),
    PLATFORM("Platform", "platform");

    /** The version of all kinds. */
    public static final String API_VERSION = "idp.meshcloud.io/v1alpha1";

    private final String word;
    private final String shortName;

    DocumentKind(String word, String shortName) {
        this.word = word;
        this.shortName = shortName;
    }

    /** The value of the field {@code kind}. */
    public String word() {
        return word;
    }

    /** The usual file name without its ending; also the name of the schema. */
    public String shortName() {
        return shortName;
    }

    /** The usual file name. */
    public String fileName() {
        return shortName + ".yaml";
    }

    /** The kind with this {@link #word()}; empty if there is none. */
    public static Optional<DocumentKind> ofWord(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word.equals(word)).findFirst();
    }

    /** The kind with this {@link #shortName()}; empty if there is none. */
    public static Optional<DocumentKind> ofShortName(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.shortName.equals(name))
                .findFirst();
    }
}
