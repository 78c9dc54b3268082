/**
 * Commit messages as they are stored in the state repository: the subject, and the trailers that history is read from.
 */
@NullMarked
package io.meshcloud.idp.contract.commit;

import org.jspecify.annotations.NullMarked;
