/** The outcome of a request that changes files, in the form that every service returns. */
@NullMarked
package io.meshcloud.idp.core.outcome;

import org.jspecify.annotations.NullMarked;
