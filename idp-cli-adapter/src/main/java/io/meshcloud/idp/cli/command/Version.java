// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.cli.command;

import picocli.CommandLine.IVersionProvider;

/** The program's version, read from its jar. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        var version = Version.class.getPackage().getImplementationVersion();
        return new String[] {
            "idp " + (version == null ? "(not packaged)" : version), "Java " + System.getProperty("java.version")
        };
    }
}
