/** What automation deploys, and why: the newest image of a repository, looked for by a poll or because of a push. */
@NullMarked
package io.meshcloud.idp.core.automation;

import org.jspecify.annotations.NullMarked;
