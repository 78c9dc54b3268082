/** Tests against a Harbor that is as strict as the real one about methods, paths, headers and bodies. */
@NullMarked
package io.meshcloud.idp.registry.harbor;

import org.jspecify.annotations.NullMarked;
