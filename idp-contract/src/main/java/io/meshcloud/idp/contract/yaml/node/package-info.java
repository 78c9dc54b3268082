/**
 * The syntax of the files of the contract: strict UTF-8, a strict subset of YAML that all readers understand alike, and
 * a small tree in which each node knows its line and column. The package knows nothing about fields and their meaning.
 */
@NullMarked
package io.meshcloud.idp.contract.yaml.node;

import org.jspecify.annotations.NullMarked;
