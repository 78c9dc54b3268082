/**
 * Writes files of the contract in their canonical form.
 */
@NullMarked
package io.meshcloud.idp.contract.yaml.write;

import org.jspecify.annotations.NullMarked;
