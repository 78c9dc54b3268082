/** What people and programs read: results on stdout, everything else on stderr, exit codes. */
@NullMarked
package io.meshcloud.idp.cli.output;

import org.jspecify.annotations.NullMarked;
