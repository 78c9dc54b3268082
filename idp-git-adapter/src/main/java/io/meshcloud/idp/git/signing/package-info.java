/**
 * Signatures of commits with ssh keys: signing the platform's commits, checking others by a file of allowed signers,
 * and diagnosing a key that cannot be used.
 */
@NullMarked
package io.meshcloud.idp.git.signing;

import org.jspecify.annotations.NullMarked;
