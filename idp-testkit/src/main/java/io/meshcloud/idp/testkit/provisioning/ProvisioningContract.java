// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.meshcloud.idp.contract.image.ImageRepository;
import io.meshcloud.idp.contract.problem.IdpException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A fresh registry for each test, shared by the contracts. */
public abstract class ProvisioningContract {
    private ProvisioningFixture fixture;

    /** A new registry for each call. */
    protected abstract ProvisioningFixture newFixture() throws Exception;

    @BeforeEach
    final void openFixture() throws Exception {
        fixture = newFixture();
    }

    @AfterEach
    final void closeFixture() {
        // There is none if the test was skipped because a program is missing.
        if (fixture != null) {
            fixture.close();
        }
    }

    /** Closes the registry and continues with a fresh one. */
    final void restart() throws Exception {
        closeFixture();
        openFixture();
    }

    final ProvisioningFixture place() {
        return fixture;
    }

    /** Another repository of the same group of push rights. */
    final ImageRepository sibling(String name) {
        var repository = fixture.repository().toString();
        return ImageRepository.parse(repository.substring(0, repository.lastIndexOf('/') + 1) + name);
    }

    static void assertRetryable(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        IdpException.class,
                        thrown -> assertThat(thrown.problem().retryable()).isTrue());
    }
}
