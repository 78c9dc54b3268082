// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.registry.http;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.meshcloud.idp.contract.file.Bytes;
import io.meshcloud.idp.registry.json.Json;
import io.meshcloud.idp.registry.json.MalformedException;
import java.net.URI;
import java.util.List;

/**
 * An answer of a registry's management API whose body is not read as JSON yet, because it may be large and mostly not
 * needed. It never shows its body, which may contain a secret.
 *
 * @param uri the address that answered
 * @param status the HTTP status
 * @param body empty when there is none, or when the body of an error is too large
 * @param total the value of the header {@code X-Total-Count}; negative when it is absent or not a number
 * @param links the values of the header {@code Link}
 * @param credentialOrigin where the credential of the request was found; empty when the request had none
 */
public record UnreadAnswer(URI uri, int status, Bytes body, long total, List<String> links, String credentialOrigin) {
    public UnreadAnswer {
        links = List.copyOf(links);
    }

    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /** The answer of an error, whose body is read as far as it is JSON. */
    public ApiAnswer asError() {
        try {
            return read();
        } catch (MalformedException e) {
            return new ApiAnswer(uri, status, MissingNode.getInstance(), credentialOrigin);
        }
    }

    /** Reads the body as one JSON document. */
    ApiAnswer read() throws MalformedException {
        return new ApiAnswer(uri, status, Json.document(body.toArray()), credentialOrigin);
    }

    @Override
    public String toString() {
        return "UnreadAnswer[" + status + "]";
    }
}
