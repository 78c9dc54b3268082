// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.transport;

import java.time.Instant;
import java.time.ZoneId;
import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.storage.file.WindowCacheConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * Shields JGit from its surroundings: Git settings of user and system (URL rewriting, signing, filters) do not change
 * what is read or written, no {@code git} is started to find them, and nothing is measured or written in the home
 * folder. Settings of ssh, proxies and the host name still apply.
 *
 * <p>JGit has one such reader for the whole process; the first {@code GitStateRepository} installs it.
 */
public final class HermeticGit extends SystemReader {
    /** Coarser than the clock of any local file system; JGit rereads a file that changed more recently than this. */
    private static final long TIMESTAMP_RESOLUTION_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /**
     * Enough for the packed trees of about ten thousand environments, in the heap. With JGit's default of 10 MiB,
     * reading all of them evicts and reloads the same data.
     */
    private static final long PACKED_BYTES_IN_MEMORY = 24L << 20;

    /** JGit inflates smaller objects at once; larger ones are refused before that, by the limits of our readers. */
    private static final int LARGEST_INFLATED = 9 << 20;

    private final SystemReader system;

    private HermeticGit(SystemReader system) {
        this.system = system;
        setPlatformChecker();
    }

    public static void install() {
        synchronized (HermeticGit.class) {
            if (!(SystemReader.getInstance() instanceof HermeticGit)) {
                SystemReader.setInstance(new HermeticGit(SystemReader.getInstance()));
                var windows = new WindowCacheConfig();
                windows.setPackedGitLimit(PACKED_BYTES_IN_MEMORY);
                windows.setStreamFileThreshold(LARGEST_INFLATED);
                windows.install();
            }
        }
    }

    @Override
    public @Nullable String getenv(String variable) {
        return variable.startsWith("GIT_") ? null : system.getenv(variable);
    }

    @Override
    public FileBasedConfig openUserConfig(@Nullable Config parent, FS fs) {
        return new NoConfigFile(parent, fs);
    }

    @Override
    public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
        return new NoConfigFile(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
        return new NoConfigFile(parent, fs);
    }

    @Override
    public String getHostname() {
        return system.getHostname();
    }

    @Override
    public @Nullable String getProperty(String key) {
        return system.getProperty(key);
    }

    @Override
    @SuppressWarnings("deprecation") // abstract in JGit's class, so it must be implemented
    public long getCurrentTime() {
        return system.now().toEpochMilli();
    }

    @Override
    public Instant now() {
        return system.now();
    }

    @Override
    @SuppressWarnings("deprecation") // abstract in JGit's class, so it must be implemented
    public int getTimezone(long when) {
        var offset = ZoneId.systemDefault().getRules().getOffset(Instant.ofEpochMilli(when));
        return offset.getTotalSeconds() / (int) TimeUnit.MINUTES.toSeconds(1);
    }

    /** Settings without a file. */
    private static final class NoConfigFile extends FileBasedConfig {
        NoConfigFile(@Nullable Config parent, FS fs) {
            super(parent, null, fs);
            // JGit reads this setting from the user's configuration only: use the changed-path filters of the
            // commit-graph.
            setBoolean("commitGraph", null, "readChangedPaths", true);
        }

        @Override
        public void load() {
            // there is no file to load
        }

        @Override
        public void save() {
            // there is no file to save to
        }

        @Override
        public boolean isOutdated() {
            return false;
        }

        @Override
        public long getTimeUnit(
                String section, @Nullable String subsection, String name, long defaultValue, TimeUnit unit) {
            return section.equals("filesystem")
                    ? unit.convert(TIMESTAMP_RESOLUTION_NANOS, TimeUnit.NANOSECONDS)
                    : super.getTimeUnit(section, subsection, name, defaultValue, unit);
        }

        @Override
        public String toString() {
            return "no file";
        }
    }
}
