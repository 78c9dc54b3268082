/** Automation: finds the newest image of a repository, by a poll or after a push event, and deploys it. */
@NullMarked
package io.meshcloud.idp.core.automation;

import org.jspecify.annotations.NullMarked;
