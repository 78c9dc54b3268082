package io.meshcloud.idp.spi.provisioning;

/** The purpose of a robot account, which is all that it may do. */
public enum RobotPurpose {
    /** A team's CI pushes the images of one environment. */
    PUSH("push"),
    /** A cluster pulls them. */
    PULL("pull");

    private final String word;

    RobotPurpose(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
