/** What came of a request that changes files: the words that every service answers in. */
@NullMarked
package io.meshcloud.idp.core.outcome;

import org.jspecify.annotations.NullMarked;
