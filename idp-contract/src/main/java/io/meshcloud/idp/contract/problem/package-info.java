/**
 * Problems and findings: a stable code, what happened, where, and how to fix it.
 */
@NullMarked
package io.meshcloud.idp.contract.problem;

import org.jspecify.annotations.NullMarked;
