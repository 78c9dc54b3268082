// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.meshcloud.idp.registry.json.Json;
import java.net.URI;
import java.util.List;

/**
 * An answer of a registry's management API. It never shows its body, which may contain a secret.
 *
 * @param uri the address that answered
 * @param status the HTTP status
 * @param body a missing node when there is no body, or when the body of an error is not JSON
 * @param credentialOrigin where the credential of the request was found; empty when the request had none
 */
public record ApiAnswer(URI uri, int status, JsonNode body, String credentialOrigin) {

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** The codes of a registry's error; empty for any other body. */
    public List<String> errorCodes() {
        return Json.errorCodes(body);
    }

    /** The messages of a registry's error, for people; empty for any other body. */
    String words() {
        return String.join("; ", Json.errorMessages(body));
    }

    @Override
    public String toString() {
        return "ApiAnswer[" + status + "]";
    }
}
