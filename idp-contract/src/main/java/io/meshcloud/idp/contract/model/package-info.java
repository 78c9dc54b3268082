/**
 * The three kinds of file of the contract as values: {@code AppEnvironment}, {@code AppRelease} and {@code Platform}.
 */
@NullMarked
package io.meshcloud.idp.contract.model;

import org.jspecify.annotations.NullMarked;
