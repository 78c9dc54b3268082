/**
 * Requests to a registry: authentication and tokens, redirects, retries and limits, and the problems of failed
 * requests.
 */
@NullMarked
package io.meshcloud.idp.registry.http;

import org.jspecify.annotations.NullMarked;
