/**
 * The stable identifiers of environments, and the paths of their files in the GitOps State Repository (ADR-004,
 * appendix).
 */
@NullMarked
package io.meshcloud.idp.contract.address;

import org.jspecify.annotations.NullMarked;
