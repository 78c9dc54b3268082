/**
 * Connections to the remote over HTTP, ssh, Git's own protocol or a local path, and everything that JGit leaves open
 * there: tokens, proxies, ssh keys and known hosts, the settings of JGit itself, the installed {@code git} program, and
 * problems that name the cause of a failed connection and its fix.
 */
@NullMarked
package io.meshcloud.idp.git.transport;

import org.jspecify.annotations.NullMarked;
