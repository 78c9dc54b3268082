/** Tests of challenges and redirects. */
@NullMarked
package io.meshcloud.idp.registry.http;

import org.jspecify.annotations.NullMarked;
