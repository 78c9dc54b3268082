// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.object;

import io.meshcloud.idp.contract.file.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;

/** Commits, folders and files at random, and perhaps one defect that no version of Git writes. */
final class RandomGraph {
    private static final int START = 1_700_000_000;
    private static final String[] NAMES = {"release.yaml", "app-env.yaml", "tenants", "dev", "Über", "a", "a.b", "a-b"};

    /** What is wrong with a graph. */
    enum Defect {
        NONE,
        MISSING_OBJECT,
        WRONG_TYPE,
        WRONG_SIZE,
        NAME_TWICE,
        OUT_OF_ORDER
    }

    /** An object of the graph. */
    record Item(int type, Bytes bytes) {}

    private record Entry(String mode, ObjectId id) {}

    private final Random random;
    private final int number;
    private final Defect defect;
    private final Map<ObjectId, Item> objects = new LinkedHashMap<>();
    private final List<ObjectId> chain = new ArrayList<>();
    private final List<ObjectId> blobs = new ArrayList<>();
    private int folders;
    private final int brokenFolder;
    private boolean linear = true;

    RandomGraph(Random random, int number) {
        this.random = random;
        this.number = number;
        this.defect = Defect.values()[number % Defect.values().length];
        this.brokenFolder = 1 + random.nextInt(3);
        var root = folder(0);
        for (int i = 0, more = random.nextInt(6); i < more; i++) {
            chain.add(commit(root, parents(), i));
            root = random.nextInt(4) == 0 ? root : folder(0);
        }
        chain.add(commit(root, parents(), 9));
        if (defect == Defect.MISSING_OBJECT) {
            var others =
                    objects.keySet().stream().filter(id -> !id.equals(tip())).toList();
            objects.remove(others.get(random.nextInt(others.size())));
        }
    }

    ObjectId tip() {
        return chain.get(chain.size() - 1);
    }

    Map<ObjectId, Item> objects() {
        return objects;
    }

    Defect defect() {
        return defect;
    }

    boolean isLinear() {
        return linear;
    }

    private List<ObjectId> parents() {
        int length = chain.size();
        if (length > 2 && random.nextInt(4) == 0) {
            linear = false;
            return List.of(chain.get(length - 1), chain.get(random.nextInt(length - 1)));
        }
        return length == 0 ? List.of() : List.of(chain.get(length - 1));
    }

    private ObjectId commit(ObjectId root, List<ObjectId> parents, int time) {
        var text = new StringBuilder("tree ").append(root.name()).append('\n');
        parents.forEach(parent -> text.append("parent ").append(parent.name()).append('\n'));
        var who = " A <a@b> " + (START + time) + " +0000\n";
        text.append("author")
                .append(who)
                .append("committer")
                .append(who)
                .append("\ngraph ")
                .append(number);
        return add(
                Constants.OBJ_COMMIT,
                text.append(" at ").append(time).append('\n').toString());
    }

    private ObjectId folder(int depth) {
        boolean broken = ++folders == brokenFolder;
        var entries = new TreeMap<String, Entry>();
        int count = random.nextInt(40) == 0 ? 2_000 : 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            boolean wide = count > 5;
            var name = wide ? "f" + i : NAMES[random.nextInt(NAMES.length)];
            var entry = wide ? new Entry("100644", anyBlob()) : entry(depth);
            // Git sorts a folder as if its name ended in a slash.
            entries.put(name + (entry.mode().equals("40000") ? "/" : "\0"), entry);
        }
        if (broken && defect == Defect.WRONG_TYPE) {
            entries.put(entries.firstKey(), wrong(entries.firstKey()));
        }
        var seen = new HashSet<String>();
        var lines = new ArrayList<byte[]>();
        entries.forEach((key, entry) -> {
            var name = key.substring(0, key.length() - 1);
            if (seen.add(name)) {
                lines.add(line(name, entry));
            }
        });
        if (broken && defect == Defect.NAME_TWICE) {
            lines.add(lines.get(lines.size() - 1));
        }
        if (broken && defect == Defect.OUT_OF_ORDER) {
            lines.add(line("0", new Entry("100644", anyBlob())));
        }
        var bytes = new ByteArrayOutputStream();
        lines.forEach(bytes::writeBytes);
        return add(Constants.OBJ_TREE, bytes.toByteArray());
    }

    private Entry entry(int depth) {
        return switch (random.nextInt(10)) {
            case 0 -> new Entry("120000", blob("target"));
            case 1 -> new Entry("160000", ObjectId.fromString("1".repeat(40)));
            case 2 -> new Entry("100755", anyBlob());
            case 3, 4, 5 -> depth < 12 ? new Entry("40000", folder(depth + 1)) : new Entry("100644", anyBlob());
            default -> new Entry("100644", anyBlob());
        };
    }

    /** An entry that is not of the type that its mode says. */
    private Entry wrong(String key) {
        return key.endsWith("/") ? new Entry("40000", anyBlob()) : new Entry("100644", folder(12));
    }

    private ObjectId anyBlob() {
        if (blobs.isEmpty() || random.nextInt(3) > 0) {
            blobs.add(blob("graph " + number + " " + random.nextInt()));
        }
        return blobs.get(random.nextInt(blobs.size()));
    }

    private ObjectId blob(String text) {
        return add(Constants.OBJ_BLOB, text);
    }

    private static byte[] line(String name, Entry entry) {
        var bytes = new ByteArrayOutputStream();
        bytes.writeBytes((entry.mode() + " " + name + "\0").getBytes(StandardCharsets.UTF_8));
        var raw = new byte[Constants.OBJECT_ID_LENGTH];
        entry.id().copyRawTo(raw, 0);
        bytes.writeBytes(raw);
        return bytes.toByteArray();
    }

    private ObjectId add(int type, String text) {
        return add(type, text.getBytes(StandardCharsets.UTF_8));
    }

    private ObjectId add(int type, byte[] bytes) {
        var id = new ObjectInserter.Formatter().idFor(type, bytes);
        objects.put(id, new Item(type, Bytes.of(bytes)));
        return id;
    }
}
