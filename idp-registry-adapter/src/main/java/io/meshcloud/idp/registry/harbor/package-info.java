/** Harbor's own API v2.0, used where a server answers it: the tags' push times, projects, robots, rules and webhooks. */
@NullMarked
package io.meshcloud.idp.registry.harbor;

import org.jspecify.annotations.NullMarked;
