// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.contract.wire;

/**
 * How far a rollback goes back.
 *
 * @param releasedAt when the image was first released here
 * @param age the time since then, as an ISO 8601 duration such as {@code PT26H}
 * @param skipped the number of releases of other images between it and the image that it replaces
 */
public record RollbackView(String releasedAt, String age, int skipped) {}
