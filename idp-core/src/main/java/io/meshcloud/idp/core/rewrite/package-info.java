/** What happens after somebody rewrote the branch: nothing, until the platform accepts what lies there now. */
@NullMarked
package io.meshcloud.idp.core.rewrite;

import org.jspecify.annotations.NullMarked;
