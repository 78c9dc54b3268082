package io.meshcloud.idp.registry.webhook;

import java.util.List;

/**
 * Where an event says what was pushed. Every place may hold nothing or nonsense.
 *
 * @param repository the parts of the repository's path, in order
 * @param tag a tag; some senders write a digest here
 * @param digest of the manifest
 * @param mediaType of the manifest
 * @param parts the media types of what the manifest names, its config first, as far as the sender tells
 * @param id of the event
 * @param at when it happened
 * @param actor who pushed
 */
record Claim(
        List<Field> repository,
        Field tag,
        Field digest,
        Field mediaType,
        List<String> parts,
        Field id,
        Field at,
        Field actor) {}
