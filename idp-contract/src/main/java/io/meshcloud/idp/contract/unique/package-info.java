/**
 * The values of an {@code app-env.yaml} that must be unique across environments. They are read so cheaply that
 * thousands of files can be searched.
 */
@NullMarked
package io.meshcloud.idp.contract.unique;

import org.jspecify.annotations.NullMarked;
