// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import io.meshcloud.idp.contract.image.ImageRepository;

/**
 * The rights that a request needs.
 *
 * @param repository the repository, whose account is used
 * @param text the scopes of a token, separated by spaces, as in "Token authentication" of Distribution
 */
public record Scope(ImageRepository repository, String text) {
    public static Scope pull(ImageRepository repository) {
        return new Scope(repository, "repository:" + repository.path() + ":pull");
    }

    public static Scope push(ImageRepository repository) {
        return new Scope(repository, "repository:" + repository.path() + ":pull,push");
    }

    /** This scope, and the right to read another repository of the same registry. */
    public Scope andPull(ImageRepository other) {
        return new Scope(repository, text + " " + pull(other).text);
    }
}
