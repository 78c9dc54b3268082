// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.model;

/**
 * Whether automation may deploy pushed images to an environment ({@code spec.registry.deployPolicy.mode}). People can
 * release in both modes.
 */
public enum DeployMode {
    /** Automation deploys newer images if the platform has switched on deploy-on-push. */
    AUTO("auto"),
    /** Only an explicit release deploys. */
    MANUAL("manual");

    private final String word;

    DeployMode(String word) {
        this.word = word;
    }

    /** The word in the file. */
    public String word() {
        return word;
    }
}
