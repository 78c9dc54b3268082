/**
 * The results that front ends print: flat records of strings, lists, enums and instants as RFC 3339 text, the same on
 * the command line ({@code --output json}) and over HTTP. In JSON, an enum is the word of its {@code toString()}, and
 * an absent component is omitted. Components are added, never renamed or removed.
 */
@NullMarked
package io.meshcloud.idp.contract.wire;

import org.jspecify.annotations.NullMarked;
