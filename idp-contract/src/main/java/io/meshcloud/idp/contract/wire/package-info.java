/**
 * The results that front ends print: flat records of strings, lists, enums and instants as RFC 3339 text, the same on
 * the command line ({@code --output json}) and over HTTP. In JSON, an enum is the word of its {@code toString()}, and
 * an absent component is omitted. Components are added, never renamed or removed.
 *
 * <p>A time is RFC 3339 in UTC. {@code at} is the time of what a record states: of a committed change the time of its
 * commit, of any other answer the time at which it was given. {@code links} has absolute URLs by name.
 */
@NullMarked
package io.meshcloud.idp.contract.wire;

import org.jspecify.annotations.NullMarked;
