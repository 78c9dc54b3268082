/**
 * Edits of YAML files that replace only the bytes of the changed fields.
 * {@link io.meshcloud.idp.contract.yaml.edit.YamlEditor} is the entry.
 */
@NullMarked
package io.meshcloud.idp.contract.yaml.edit;

import org.jspecify.annotations.NullMarked;
