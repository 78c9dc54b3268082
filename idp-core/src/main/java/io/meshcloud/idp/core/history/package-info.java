/** The history of an environment, read from Git: its commits, and the images that ran in it. */
@NullMarked
package io.meshcloud.idp.core.history;

import org.jspecify.annotations.NullMarked;
