package io.meshcloud.idp.contract.yaml;

import static io.meshcloud.idp.contract.yaml.Readers.object;
import static io.meshcloud.idp.contract.yaml.Readers.text;

import io.meshcloud.idp.contract.address.Slug;
import io.meshcloud.idp.contract.model.Platform.BuildingBlock;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The group {@code spec.buildingBlocks} of {@code platform.yaml}: how references resolve. */
final class BuildingBlocksReader {
    private BuildingBlocksReader() {}

    static @Nullable Blocks blocks(Fields fields) {
        var byDefault = fields.optional("default", object(BuildingBlocksReader::block));
        var byReference = fields.others(Slug::parse, object(BuildingBlocksReader::block));
        return fields.build(() -> new Blocks(byReference, byDefault.content()));
    }

    private static @Nullable BuildingBlock block(Fields fields) {
        var secret = fields.optional("secret", text(NameRules::objectName));
        var external = fields.optional("externalSecret", object(BuildingBlocksReader::store));
        if (fields.has("secret") == fields.has("externalSecret")) {
            fields.refuse("a building block resolves to a secret or to an externalSecret", "write one of the two");
        }
        return fields.build(() -> new BuildingBlock(secret.content(), external.content()));
    }

    private static @Nullable String store(Fields fields) {
        var store = fields.required("store", text(NameRules::objectName));
        return fields.build(store::get);
    }

    /** The named ones and the one for all other references. */
    record Blocks(
            Map<Slug, BuildingBlock> byReference, @Nullable BuildingBlock byDefault) {
        static final Blocks NONE = new Blocks(Map.of(), null);
    }
}
