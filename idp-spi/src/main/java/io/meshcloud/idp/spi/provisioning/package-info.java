/** The port that creates what an environment needs at its registry: a project, robot accounts, rules, a webhook. */
@NullMarked
package io.meshcloud.idp.spi.provisioning;

import org.jspecify.annotations.NullMarked;
