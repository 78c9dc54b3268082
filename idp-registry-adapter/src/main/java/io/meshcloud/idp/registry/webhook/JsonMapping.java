package io.meshcloud.idp.registry.webhook;

import com.fasterxml.jackson.core.JsonPointer;
import io.meshcloud.idp.contract.problem.Problem;
import io.meshcloud.idp.contract.problem.ProblemCode;
import io.meshcloud.idp.contract.problem.Quoted;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a JSON object tells of a push, as JSON Pointers (RFC 6901). Only the repository must be mapped. Where the tag
 * stands there may also be a list of tags: one push each.
 */
public final class JsonMapping {
    private enum Part {
        REPOSITORY,
        TAG,
        DIGEST,
        MEDIA_TYPE,
        EVENT_ID,
        AT,
        ACTOR
    }

    private final Map<Part, JsonPointer> pointers;

    private JsonMapping(Map<Part, JsonPointer> pointers) {
        this.pointers = pointers;
    }

    /**
     * @param repository where the path of the repository stands, without a host
     * @throws io.meshcloud.idp.contract.problem.IdpException {@link ProblemCode#INVALID_CONFIGURATION} if it is no
     *     pointer, as everywhere here
     */
    public static JsonMapping of(String repository) {
        return new JsonMapping(Map.of()).with(Part.REPOSITORY, repository);
    }

    public JsonMapping withTag(String pointer) {
        return with(Part.TAG, pointer);
    }

    public JsonMapping withDigest(String pointer) {
        return with(Part.DIGEST, pointer);
    }

    public JsonMapping withMediaType(String pointer) {
        return with(Part.MEDIA_TYPE, pointer);
    }

    /** Where the id of the event stands: a text or a whole number. */
    public JsonMapping withEventId(String pointer) {
        return with(Part.EVENT_ID, pointer);
    }

    /** Where the time stands: RFC 3339, or seconds or milliseconds since 1970. */
    public JsonMapping withAt(String pointer) {
        return with(Part.AT, pointer);
    }

    public JsonMapping withActor(String pointer) {
        return with(Part.ACTOR, pointer);
    }

    private JsonMapping with(Part part, String pointer) {
        var all = new EnumMap<Part, JsonPointer>(Part.class);
        all.putAll(pointers);
        all.put(part, compiled(pointer));
        return new JsonMapping(all);
    }

    private static JsonPointer compiled(String pointer) {
        if (!pointer.startsWith("/")) {
            throw Problem.of(
                            ProblemCode.INVALID_CONFIGURATION,
                            Quoted.of(pointer) + " is not a JSON Pointer",
                            "",
                            "write the names on the way to the value, each behind a slash, for example"
                                    + " /push_data/tag")
                    .asException();
        }
        return JsonPointer.compile(pointer);
    }

    /** Takes the object as one push. */
    void push(Field object, Field otherId, Field otherAt, Findings findings) {
        var tag = field(object, Part.TAG);
        var tags = tag.entries().isEmpty() ? List.of(tag) : tag.entries();
        for (var each : tags) {
            findings.push(new Claim(
                    List.of(field(object, Part.REPOSITORY)),
                    each,
                    field(object, Part.DIGEST),
                    field(object, Part.MEDIA_TYPE),
                    List.of(),
                    pointers.containsKey(Part.EVENT_ID) ? field(object, Part.EVENT_ID) : otherId,
                    pointers.containsKey(Part.AT) ? field(object, Part.AT) : otherAt,
                    field(object, Part.ACTOR)));
        }
    }

    private Field field(Field object, Part part) {
        @Nullable JsonPointer pointer = pointers.get(part);
        return pointer == null ? Field.nothing() : object.at(pointer);
    }
}
