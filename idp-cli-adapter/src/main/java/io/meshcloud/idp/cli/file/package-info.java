/** Files and folders that the user names on the command line. */
@NullMarked
package io.meshcloud.idp.cli.file;

import org.jspecify.annotations.NullMarked;
