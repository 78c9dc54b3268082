/** The settings of a run and where they come from: flags, environment, {@code idp.yaml}, defaults. */
@NullMarked
package io.meshcloud.idp.cli.config;

import org.jspecify.annotations.NullMarked;
