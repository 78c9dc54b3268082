package io.meshcloud.idp.contract.model;

/**
 * Whether automation may deploy a pushed image to an environment ({@code spec.registry.deployPolicy.mode}). A person's
 * release is possible in both.
 */
public enum DeployMode {
    /** Automation may deploy what is newer, where the platform switched deploy-on-push on. */
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
