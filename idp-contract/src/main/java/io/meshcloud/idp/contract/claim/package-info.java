/**
 * What an environment claims for itself and may share with no other, read so cheaply that thousands of files can be looked
 * through.
 */
@NullMarked
package io.meshcloud.idp.contract.claim;

import org.jspecify.annotations.NullMarked;
