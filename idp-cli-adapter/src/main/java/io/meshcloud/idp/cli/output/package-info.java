/** What people and programs read: results on stdout, talk on stderr, exit codes. */
@NullMarked
package io.meshcloud.idp.cli.output;

import org.jspecify.annotations.NullMarked;
