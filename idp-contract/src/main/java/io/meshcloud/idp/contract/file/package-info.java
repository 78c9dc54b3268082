/**
 * The bytes of a file as a value.
 */
@NullMarked
package io.meshcloud.idp.contract.file;

import org.jspecify.annotations.NullMarked;
