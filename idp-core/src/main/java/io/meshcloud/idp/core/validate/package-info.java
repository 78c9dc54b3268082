/** The validation of a whole state repository. */
@NullMarked
package io.meshcloud.idp.core.validate;

import org.jspecify.annotations.NullMarked;
