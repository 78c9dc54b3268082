/** Strict reading of the contract's files with positions, canonical writing, and byte-exact edits. */
@NullMarked
package io.meshcloud.idp.contract.yaml;

import org.jspecify.annotations.NullMarked;
