package io.meshcloud.idp.registry.webhook;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/**
 * A body as JSON, within limits that fit events and not more. The cap on its size lies with {@link WebhookSource}.
 */
final class WebhookJson {
    private static final int MAX_DEPTH = 32;
    /** The longest text; GitHub sends a package's whole README, zot a whole manifest. */
    private static final int MAX_TEXT = 256 * 1024;

    private static final int MAX_NAME = 1000;
    private static final int MAX_NUMBER = 100;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxStringLength(MAX_TEXT)
                            .maxNameLength(MAX_NAME)
                            .maxNumberLength(MAX_NUMBER)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private WebhookJson() {}

    /** The one object that the body is. */
    static Field object(byte[] body) throws UnreadableException {
        JsonNode root;
        try {
            root = MAPPER.readTree(body);
        } catch (JsonProcessingException e) {
            // Jackson's words may quote the input, which may hold a secret: only the place is passed on.
            var at = e.getLocation();
            throw new UnreadableException("is not readable as JSON within the limits"
                    + (at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr()));
        } catch (IOException e) {
            throw new UnreadableException("is not readable as JSON");
        }
        if (root instanceof ObjectNode) {
            return new Field(root, "");
        }
        throw new UnreadableException("is not a JSON object");
    }
}
