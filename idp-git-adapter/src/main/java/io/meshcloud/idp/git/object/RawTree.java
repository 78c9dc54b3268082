// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.object;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * A tree in Git's format. Changing an entry leaves the bytes of all others untouched, so a commit changes exactly what
 * it should, and its cost depends only on the trees on the changed path.
 *
 * <p>Source: Git's tree object, {@code mode SP name NUL id}, ordered by name with {@code /} appended to the name of a
 * tree.
 */
public final class RawTree {
    public static final RawTree EMPTY = new RawTree(new byte[0]);

    private final byte[] bytes;

    RawTree(byte[] bytes) {
        this.bytes = bytes;
    }

    /** An entry of a tree. */
    record Entry(FileMode mode, ObjectId id) {
        boolean isTree() {
            return mode.equals(FileMode.TREE);
        }

        boolean isRegular() {
            return mode.equals(FileMode.REGULAR_FILE) || mode.equals(FileMode.EXECUTABLE_FILE);
        }

        /** The kind of entry, for messages. */
        String description() {
            if (isTree()) {
                return "a folder";
            }
            if (mode.equals(FileMode.SYMLINK)) {
                return "a symbolic link";
            }
            return mode.equals(FileMode.GITLINK) ? "a submodule" : "a regular file";
        }
    }

    public byte[] bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return bytes.length == 0;
    }

    /** A cursor at the first entry. */
    Cursor cursor() {
        return new Cursor(bytes);
    }

    @Nullable
    Entry find(String name) {
        var wanted = name.getBytes(StandardCharsets.UTF_8);
        for (var at = cursor(); at.hasEntry(); at.advance()) {
            if (at.hasName(wanted)) {
                return at.entry();
            }
        }
        return null;
    }

    public RawTree with(String name, FileMode mode, ObjectId id) {
        var rest = without(name);
        var wanted = name.getBytes(StandardCharsets.UTF_8);
        var at = rest.cursor();
        while (at.hasEntry() && at.isBefore(wanted, mode.equals(FileMode.TREE))) {
            at.advance();
        }
        var spliced = Arrays.copyOf(rest.bytes, rest.bytes.length + entrySize(wanted, mode));
        int end = write(spliced, at.start(), wanted, mode, id);
        System.arraycopy(rest.bytes, at.start(), spliced, end, rest.bytes.length - at.start());
        return new RawTree(spliced);
    }

    RawTree without(String name) {
        var wanted = name.getBytes(StandardCharsets.UTF_8);
        for (var at = cursor(); at.hasEntry(); at.advance()) {
            if (at.hasName(wanted)) {
                var spliced = new byte[bytes.length - (at.end() - at.start())];
                System.arraycopy(bytes, 0, spliced, 0, at.start());
                System.arraycopy(bytes, at.end(), spliced, at.start(), bytes.length - at.end());
                return new RawTree(spliced);
            }
        }
        return this;
    }

    private static int entrySize(byte[] name, FileMode mode) {
        return mode.copyToLength() + 1 + name.length + 1 + Constants.OBJECT_ID_LENGTH;
    }

    private static int write(byte[] target, int from, byte[] name, FileMode mode, ObjectId id) {
        mode.copyTo(target, from);
        int at = from + mode.copyToLength();
        target[at++] = ' ';
        System.arraycopy(name, 0, target, at, name.length);
        at += name.length;
        target[at++] = 0;
        id.copyRawTo(target, at);
        return at + Constants.OBJECT_ID_LENGTH;
    }

    /** A position in a tree's bytes. */
    static final class Cursor {
        private final byte[] bytes;
        private int start;
        private int nameStart;
        private int nameEnd;
        private int mode;

        private Cursor(byte[] bytes) {
            this.bytes = bytes;
            parse();
        }

        private void parse() {
            if (!hasEntry()) {
                return;
            }
            mode = 0;
            int at = start;
            for (; bytes[at] != ' '; at++) {
                mode = mode << 3 | bytes[at] - '0';
            }
            nameStart = at + 1;
            for (at = nameStart; bytes[at] != 0; at++) {}
            nameEnd = at;
        }

        boolean hasEntry() {
            return start < bytes.length;
        }

        void advance() {
            start = end();
            parse();
        }

        int start() {
            return start;
        }

        int end() {
            return nameEnd + 1 + Constants.OBJECT_ID_LENGTH;
        }

        boolean hasName(byte[] name) {
            return Arrays.equals(bytes, nameStart, nameEnd, name, 0, name.length);
        }

        String name() {
            return new String(bytes, nameStart, nameEnd - nameStart, StandardCharsets.UTF_8);
        }

        boolean isTree() {
            return FileMode.TREE.equals(mode);
        }

        Entry entry() {
            return new Entry(FileMode.fromBits(mode), ObjectId.fromRaw(bytes, nameEnd + 1));
        }

        private boolean isBefore(byte[] name, boolean folder) {
            int length = nameEnd - nameStart;
            int common = Math.min(length, name.length);
            int order = Arrays.compareUnsigned(bytes, nameStart, nameStart + common, name, 0, common);
            if (order != 0) {
                return order < 0;
            }
            return following(length > common, length > common ? bytes[nameStart + common] : 0, isTree())
                    < following(name.length > common, name.length > common ? name[common] : 0, folder);
        }

        private static int following(boolean more, byte next, boolean folder) {
            return more ? next & 0xff : folder ? '/' : 0;
        }
    }
}
