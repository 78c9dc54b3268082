/** Contract files on a disk, checked alone or as a whole state repository. */
@NullMarked
package io.meshcloud.idp.cli.validation;

import org.jspecify.annotations.NullMarked;
