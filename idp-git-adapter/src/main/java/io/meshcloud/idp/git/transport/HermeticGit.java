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
 * Keeps JGit from looking around: neither the user's nor the system's Git settings (URL rewriting, signing, filters)
 * change what is read or written, no {@code git} is started to find them, and nothing is measured or written in the
 * home folder. ssh's own settings, proxies and the host name stay as they are.
 *
 * <p>JGit has one such reader for the whole process, so this is set once, by the first {@code GitStateRepository}.
 */
public final class HermeticGit extends SystemReader {
    /** Coarser than any local file system's clock; what changed more recently than this is read again. */
    private static final long TIMESTAMP_RESOLUTION_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    /**
     * Holds the folders of some ten thousand environments as they are packed, in the heap. With JGit's own 10 MiB reading
     * them all throws out and loads again what was just read.
     */
    private static final long PACKED_BYTES_IN_MEMORY = 24L << 20;

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
        return new Nowhere(parent, fs);
    }

    @Override
    public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
        return new Nowhere(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
        return new Nowhere(parent, fs);
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
    @SuppressWarnings("deprecation") // abstract in JGit's class; whoever still calls it gets an answer
    public long getCurrentTime() {
        return system.now().toEpochMilli();
    }

    @Override
    public Instant now() {
        return system.now();
    }

    @Override
    @SuppressWarnings("deprecation") // abstract in JGit's class; whoever still calls it gets an answer
    public int getTimezone(long when) {
        var offset = ZoneId.systemDefault().getRules().getOffset(Instant.ofEpochMilli(when));
        return offset.getTotalSeconds() / (int) TimeUnit.MINUTES.toSeconds(1);
    }

    /** Settings that lie in no file. */
    private static final class Nowhere extends FileBasedConfig {
        Nowhere(@Nullable Config parent, FS fs) {
            super(parent, null, fs);
            // JGit looks here, and nowhere else, for whether to use what a commit-graph knows of paths.
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
