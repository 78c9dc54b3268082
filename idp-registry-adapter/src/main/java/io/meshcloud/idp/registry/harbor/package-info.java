/** Harbor's own API v2.0: push times of tags, projects, quotas, robot accounts, immutable-tag rules and webhooks. */
@NullMarked
package io.meshcloud.idp.registry.harbor;

import org.jspecify.annotations.NullMarked;
