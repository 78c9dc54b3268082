/**
 * The syntax of the contract's files: strict UTF-8, a strict subset of YAML that every reader understands alike, and a
 * small tree in which everything knows its line and column. It knows nothing of fields and their meaning.
 */
@NullMarked
package io.meshcloud.idp.contract.yaml.node;

import org.jspecify.annotations.NullMarked;
