// SPDX-License-Identifier: Apache-2.0

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
 * Where a JSON object has the fields of a push, as JSON Pointers (RFC 6901). Only the repository must be mapped. The
 * tag may be a list of tags, which makes one push of each.
 */
public final class JsonMapping {
    private enum MappedField {
        REPOSITORY,
        TAG,
        DIGEST,
        MEDIA_TYPE,
        EVENT_ID,
        AT,
        ACTOR
    }

    private final Map<MappedField, JsonPointer> pointers;

    private JsonMapping(Map<MappedField, JsonPointer> pointers) {
        this.pointers = pointers;
    }

    /**
     * @param repository the pointer to the repository's path, without a host
     * @throws io.meshcloud.idp.contract.problem.IdpException {@link ProblemCode#INVALID_CONFIGURATION} if it is not a
     *     JSON Pointer; the other methods throw the same
     */
    public static JsonMapping of(String repository) {
        return new JsonMapping(Map.of()).with(MappedField.REPOSITORY, repository);
    }

    public JsonMapping withTag(String pointer) {
        return with(MappedField.TAG, pointer);
    }

    public JsonMapping withDigest(String pointer) {
        return with(MappedField.DIGEST, pointer);
    }

    public JsonMapping withMediaType(String pointer) {
        return with(MappedField.MEDIA_TYPE, pointer);
    }

    /** The event's id is a text or a whole number. */
    public JsonMapping withEventId(String pointer) {
        return with(MappedField.EVENT_ID, pointer);
    }

    /** The time is in RFC 3339, or in seconds or milliseconds since 1970. */
    public JsonMapping withAt(String pointer) {
        return with(MappedField.AT, pointer);
    }

    public JsonMapping withActor(String pointer) {
        return with(MappedField.ACTOR, pointer);
    }

    private JsonMapping with(MappedField field, String pointer) {
        var all = new EnumMap<MappedField, JsonPointer>(MappedField.class);
        all.putAll(pointers);
        all.put(field, compiled(pointer));
        return new JsonMapping(all);
    }

    private static JsonPointer compiled(String pointer) {
        if (!pointer.startsWith("/")) {
            throw Problem.of(
                            ProblemCode.INVALID_CONFIGURATION,
                            Quoted.of(pointer) + " is not a JSON Pointer",
                            "",
                            "write the names on the path to the value, each with a slash before it, for example"
                                    + " /push_data/tag")
                    .asException();
        }
        return JsonPointer.compile(pointer);
    }

    /**
     * Reads the object as a push, or as one push of each tag if the tag is a list.
     *
     * @param defaultId the event's id if none is mapped
     * @param defaultAt the event's time if none is mapped
     */
    void push(EventField object, EventField defaultId, EventField defaultAt, EventCollector events) {
        var tag = field(object, MappedField.TAG);
        var push = new PushEvent(
                List.of(field(object, MappedField.REPOSITORY)),
                tag,
                field(object, MappedField.DIGEST),
                field(object, MappedField.MEDIA_TYPE),
                List.of(),
                pointers.containsKey(MappedField.EVENT_ID) ? field(object, MappedField.EVENT_ID) : defaultId,
                pointers.containsKey(MappedField.AT) ? field(object, MappedField.AT) : defaultAt,
                field(object, MappedField.ACTOR));
        if (tag.size() == 0) {
            events.push(push);
        } else {
            events.readEach(tag, each -> events.push(push.withTag(each)));
        }
    }

    private EventField field(EventField object, MappedField field) {
        @Nullable JsonPointer pointer = pointers.get(field);
        return pointer == null ? EventField.absent() : object.at(pointer);
    }
}
