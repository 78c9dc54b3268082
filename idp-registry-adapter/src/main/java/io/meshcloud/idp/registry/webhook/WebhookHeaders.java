package io.meshcloud.idp.registry.webhook;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The headers of a delivery: names in any case, values in the order in which they came (RFC 9110, "Field Names"). */
public final class WebhookHeaders {
    private final Map<String, List<String>> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    private WebhookHeaders() {}

    /** A copy; two spellings of one name become one. */
    public static WebhookHeaders of(Map<String, List<String>> headers) {
        var copy = new WebhookHeaders();
        headers.forEach((name, lines) ->
                copy.values.computeIfAbsent(name, any -> new ArrayList<>()).addAll(lines));
        return copy;
    }

    /** The header's value if it came exactly once; of two, one may be somebody else's. */
    Optional<String> only(String name) {
        var lines = values.getOrDefault(name, List.of());
        return lines.size() == 1 ? Optional.of(lines.get(0)) : Optional.empty();
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** The names only: values may hold secrets. */
    @Override
    public String toString() {
        return "WebhookHeaders" + values.keySet();
    }
}
