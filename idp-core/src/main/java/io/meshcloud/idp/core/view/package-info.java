/** The input of decisions: the platform's settings and the files of one environment, read from one snapshot. */
@NullMarked
package io.meshcloud.idp.core.view;

import org.jspecify.annotations.NullMarked;
