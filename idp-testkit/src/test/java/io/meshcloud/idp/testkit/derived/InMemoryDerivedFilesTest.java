// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.testkit.derived;

import io.meshcloud.idp.spi.derived.DerivedFiles;

class InMemoryDerivedFilesTest extends DerivedFilesContract {
    @Override
    protected DerivedFiles newDerivedFiles() {
        return new InMemoryDerivedFiles();
    }
}
