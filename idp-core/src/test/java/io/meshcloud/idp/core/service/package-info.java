/** The core's services on the fakes: behaviour that needs a repository and a registry. */
@NullMarked
package io.meshcloud.idp.core.service;

import org.jspecify.annotations.NullMarked;
