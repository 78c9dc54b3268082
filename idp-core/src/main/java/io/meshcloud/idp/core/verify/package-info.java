/**
 * The verification of history: finds every change of a {@code release.yaml} that the platform did not write (ADR-004:
 * only platform automation writes {@code release.yaml}).
 */
@NullMarked
package io.meshcloud.idp.core.verify;

import org.jspecify.annotations.NullMarked;
