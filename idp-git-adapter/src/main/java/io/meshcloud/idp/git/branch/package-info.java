/**
 * The state branch at the remote: which branch it is, fetching it, recognizing a rewritten branch, and completing a
 * cache that began shallow.
 */
@NullMarked
package io.meshcloud.idp.git.branch;

import org.jspecify.annotations.NullMarked;
