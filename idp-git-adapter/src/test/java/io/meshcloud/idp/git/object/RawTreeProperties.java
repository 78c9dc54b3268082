// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.git.object;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectChecker;
import org.eclipse.jgit.lib.ObjectId;

class RawTreeProperties {
    private static final ObjectId ID = ObjectId.fromString("0123456789abcdef0123456789abcdef01234567");
    private static final ObjectId OTHER = ObjectId.fromString("89abcdef0123456789abcdef0123456789abcdef");

    @Provide
    Arbitrary<Map<String, Boolean>> entries() {
        var names = Arbitraries.strings().withChars("ab.-_0Z").ofMinLength(1).ofMaxLength(4);
        return Arbitraries.maps(names.filter(name -> !name.startsWith(".")), Arbitraries.of(true, false))
                .ofMaxSize(12);
    }

    private static RawTree tree(Map<String, Boolean> entries) {
        var tree = RawTree.EMPTY;
        for (var entry : entries.entrySet()) {
            tree = tree.with(entry.getKey(), entry.getValue() ? FileMode.TREE : FileMode.REGULAR_FILE, ID);
        }
        return tree;
    }

    @Property
    void entries_put_in_any_order_form_a_tree_that_git_accepts(@ForAll("entries") Map<String, Boolean> entries)
            throws CorruptObjectException {
        new ObjectChecker().checkTree(tree(entries).bytes());
    }

    @Property
    void a_put_entry_is_found(@ForAll("entries") Map<String, Boolean> entries) {
        var tree = tree(entries);

        entries.forEach((name, folder) -> {
            var found = tree.find(name);
            assertThat(found).isNotNull();
            assertThat(found.isTree()).isEqualTo(folder);
            assertThat(found.id()).isEqualTo(ID);
        });
    }

    @Property
    void removing_a_put_entry_restores_the_same_bytes(
            @ForAll("entries") Map<String, Boolean> entries, @ForAll boolean folder) {
        var tree = tree(entries);

        var there = tree.with("new-one", folder ? FileMode.TREE : FileMode.REGULAR_FILE, OTHER);

        assertThat(there.without("new-one").bytes()).isEqualTo(tree.bytes());
        assertThat(tree.without("new-one").bytes()).isEqualTo(tree.bytes());
    }

    @Property
    void putting_an_entry_twice_changes_nothing(@ForAll("entries") Map<String, Boolean> entries) {
        var tree = tree(entries);

        entries.keySet().forEach(name -> {
            var once = tree.with(name, FileMode.REGULAR_FILE, OTHER);
            assertThat(once.with(name, FileMode.REGULAR_FILE, OTHER).bytes()).isEqualTo(once.bytes());
        });
    }
}
