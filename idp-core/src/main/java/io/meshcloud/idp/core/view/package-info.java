/** The state repository as the decisions see it: the platform's settings and one environment, read from one snapshot. */
@NullMarked
package io.meshcloud.idp.core.view;

import org.jspecify.annotations.NullMarked;
