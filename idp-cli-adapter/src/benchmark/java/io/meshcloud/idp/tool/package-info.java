/** What the benchmark and the chaos tool share: their command lines, folders and simulated links. */
@NullMarked
package io.meshcloud.idp.tool;

import org.jspecify.annotations.NullMarked;
