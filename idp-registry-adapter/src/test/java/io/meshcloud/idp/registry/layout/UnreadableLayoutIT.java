// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.layout;

import static io.meshcloud.idp.registry.Fixtures.EARLY;
import static io.meshcloud.idp.registry.Fixtures.REPOSITORY;
import static io.meshcloud.idp.registry.Fixtures.TAG;
import static io.meshcloud.idp.registry.Fixtures.image;
import static org.assertj.core.api.Assertions.assertThat;

import io.meshcloud.idp.contract.problem.IdpException;
import io.meshcloud.idp.testkit.RealPart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A layout without the right to read it, read by a process that cannot bypass file permissions as root can. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux can take away root's right to bypass permissions")
class UnreadableLayoutIT {
    @TempDir
    Path root;

    @AfterEach
    void open() throws Exception {
        permit(root.resolve("team-a/app1/dev"), "rwx------");
    }

    @Test
    void a_folder_that_may_not_be_entered_is_reported_and_not_missing() throws Exception {
        var layout = write();
        permit(layout, "---------");

        assertDenied(layout.resolve("oci-layout"));
    }

    @Test
    void a_file_that_may_not_be_read_is_reported() throws Exception {
        var layout = write();
        permit(layout.resolve("index.json"), "---------");

        assertDenied(layout.resolve("index.json"));
    }

    @Test
    void a_folder_that_may_not_be_written_is_reported() throws Exception {
        var layout = write();
        permit(layout, "r-x------");

        assertThat(asOrdinaryUser("write")).startsWith("IDP-5005 " + layout.resolve("index.json"));
    }

    private void assertDenied(Path file) throws Exception {
        assertThat(asOrdinaryUser("read")).startsWith("IDP-4002 " + file);
    }

    private Path write() {
        OciLayoutWriter.in(root, REPOSITORY).write(TAG, image(EARLY));
        return root.resolve(REPOSITORY.path());
    }

    private static void permit(Path file, String permissions) throws Exception {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private String asOrdinaryUser(String action) throws Exception {
        RealPart.require("setpriv");
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return RealPart.run(
                root,
                "setpriv",
                "--bounding-set=-dac_override,-dac_read_search",
                java,
                "-cp",
                classPath,
                Child.class.getName(),
                root.toString(),
                action);
    }

    /** Runs in the other process. */
    static final class Child {
        private Child() {}

        public static void main(String[] args) {
            try {
                if (args[1].equals("read")) {
                    System.out.println(new OciLayoutImageRegistry(Path.of(args[0])).resolve(REPOSITORY, TAG));
                } else {
                    System.out.println(
                            OciLayoutWriter.in(Path.of(args[0]), REPOSITORY).write(TAG, image(EARLY)));
                }
            } catch (IdpException e) {
                System.out.println(e.problem().code() + " " + e.problem().where());
            }
        }
    }
}
