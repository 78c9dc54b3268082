package io.meshcloud.idp.benchmark;

import java.util.SplittableRandom;

/** An endless row of updates, spread over all environments; the same name gives the same row. Safe for many threads. */
final class Updates {
    private final String name;
    private final int environments;
    private final SplittableRandom random;
    private long count;

    /**
     * @param name of who makes them; no two makers share an image
     * @param environments how many there are
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
