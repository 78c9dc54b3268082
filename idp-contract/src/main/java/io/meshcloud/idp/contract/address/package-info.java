/** Stable identifiers of environments and where their files lie in the GitOps State Repository (ADR-004, appendix). */
@NullMarked
package io.meshcloud.idp.contract.address;

import org.jspecify.annotations.NullMarked;
