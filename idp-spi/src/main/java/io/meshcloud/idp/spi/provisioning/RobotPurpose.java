// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.spi.provisioning;

/** The purpose of a robot account. The account may do nothing else. */
public enum RobotPurpose {
    /** A team's CI pushes the images of one environment. */
    PUSH("push"),
    /** A cluster pulls the images of one environment. */
    PULL("pull");

    private final String word;

    RobotPurpose(String word) {
        this.word = word;
    }

    public String word() {
        return word;
    }
}
