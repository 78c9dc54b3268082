/** The whole way of a release against a real Git server, with everything around it failing; counted on the server. */
@NullMarked
package io.meshcloud.idp.git.fault;

import org.jspecify.annotations.NullMarked;
