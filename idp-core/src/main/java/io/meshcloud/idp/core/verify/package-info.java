/**
 * The audit of history: walks the branch and finds every change of a {@code release.yaml} that the platform did not
 * write (ADR-004: {@code release.yaml} is written by platform automation only).
 */
@NullMarked
package io.meshcloud.idp.core.verify;

import org.jspecify.annotations.NullMarked;
