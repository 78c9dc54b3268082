/**
 * Complete releases against a real Git server while everything around them fails; the outcomes are checked on the
 * server.
 */
@NullMarked
package io.meshcloud.idp.git.fault;

import org.jspecify.annotations.NullMarked;
