/**
 * Strict reading of the files of the contract. {@link io.meshcloud.idp.contract.yaml.ContractFiles} is the entry; each
 * reader contains the fields of one group, so the code of a reader is the list of its fields.
 */
@NullMarked
package io.meshcloud.idp.contract.yaml;

import org.jspecify.annotations.NullMarked;
