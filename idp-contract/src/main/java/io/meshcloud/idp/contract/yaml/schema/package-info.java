/**
 * The JSON Schemas of the files of the contract.
 */
@NullMarked
package io.meshcloud.idp.contract.yaml.schema;

import org.jspecify.annotations.NullMarked;
