/**
 * Releasing an image: the loop of every release, rollback and automation, the decisions, and the rules that they share.
 */
@NullMarked
package io.meshcloud.idp.core.release;

import org.jspecify.annotations.NullMarked;
