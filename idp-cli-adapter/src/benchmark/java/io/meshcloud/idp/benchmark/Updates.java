// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.benchmark;

import java.util.SplittableRandom;

/** An endless sequence of updates over all environments. The same name gives the same sequence. Thread-safe. */
final class Updates {
    private final String name;
    private final int environments;
    private final SplittableRandom random;
    private long count;

    /**
     * @param name the name of the contestant, which makes its images unique
     * @param environments the number of environments
     */
    Updates(String name, int environments) {
        this.name = name;
        this.environments = environments;
        this.random = new SplittableRandom(name.hashCode());
    }

    synchronized TestUpdate next() {
        count++;
        return new TestUpdate(new TestEnvironment(random.nextInt(environments)), name + " " + count);
    }
}
