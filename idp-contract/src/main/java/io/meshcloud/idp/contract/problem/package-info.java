/** How everything that goes wrong is told: a stable code, what happened, where, and how to mend it. */
@NullMarked
package io.meshcloud.idp.contract.problem;

import org.jspecify.annotations.NullMarked;
