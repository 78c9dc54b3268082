package io.meshcloud.idp.core.caller;

/**
 * What carried a request to the core. All triggers take the same path; only {@linkplain #isAutomation automation} is
 * bound by the order of images, the deploy mode, freezes and stops.
 */
public enum Trigger {
    /** The meshStack Building Block of ADR-004. */
    BUILDING_BLOCK("app-env-config-building-block", false),
    /** A registry event or the poll. */
    RELEASE_CONTROLLER("platform-release-controller", true),
    CLI("idp-cli", false),
    HTTP("idp-http", false);

    private final String observedBy;
    private final boolean automation;

    Trigger(String observedBy, boolean automation) {
        this.observedBy = observedBy;
        this.automation = automation;
    }

    /** The word in {@code release.yaml} and in the trailer. */
    public String observedBy() {
        return observedBy;
    }

    /** Whether no person named the image. */
    public boolean isAutomation() {
        return automation;
    }
}
