/**
 * What front ends answer: flat records of texts, lists and instants as RFC 3339 text, the same on the command line
 * ({@code --output json}) and over HTTP. Fields are added, never renamed or removed.
 */
@NullMarked
package io.meshcloud.idp.contract.wire;

import org.jspecify.annotations.NullMarked;
