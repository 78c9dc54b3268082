/**
 * Settings of the Git adapter: where the state repository is, how to authenticate, who commits, and how much background
 * work the cache gets. {@link io.meshcloud.idp.git.config.GitConfig} is the record that embedders build.
 */
@NullMarked
package io.meshcloud.idp.git.config;

import org.jspecify.annotations.NullMarked;
