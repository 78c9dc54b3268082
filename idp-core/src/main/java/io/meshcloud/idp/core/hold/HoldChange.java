// SPDX-License-Identifier: Apache-2.0

package io.meshcloud.idp.core.hold;

import io.meshcloud.idp.contract.address.EnvironmentAddress;
import io.meshcloud.idp.contract.address.StatePath;
import io.meshcloud.idp.contract.commit.Action;
import io.meshcloud.idp.contract.commit.TrailerKey;
import io.meshcloud.idp.contract.model.AppEnvironment;
import io.meshcloud.idp.contract.model.DeployMode;
import io.meshcloud.idp.contract.model.Platform;
import io.meshcloud.idp.contract.yaml.Document;
import io.meshcloud.idp.contract.yaml.edit.FieldEdit;
import io.meshcloud.idp.contract.yaml.edit.FieldEdit.ScalarType;
import io.meshcloud.idp.contract.yaml.edit.YamlEditor;
import io.meshcloud.idp.core.outcome.CommitMessages;
import io.meshcloud.idp.spi.caller.RequestContext;
import io.meshcloud.idp.spi.state.Change;
import io.meshcloud.idp.spi.state.FileEdit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The commit of a hold: it sets the deploy mode to manual and records the previous mode. */
public final class HoldChange {
    /** The field of the deploy mode. */
    static final String MODE = "spec.registry.deployPolicy.mode";

    /** The recorded mode of an environment that declared none. */
    static final String DEFAULT = "default";

    private HoldChange() {}

    /**
     * @return empty if the mode in force is manual already
     * @throws io.meshcloud.idp.contract.problem.IdpException
     *     {@link io.meshcloud.idp.contract.problem.ProblemCode#CANNOT_EDIT} if the file cannot be edited safely
     */
    public static Optional<Change> of(
            EnvironmentAddress address,
            StatePath path,
            Document<AppEnvironment> file,
            Platform platform,
            RequestContext context) {
        if (platform.deployMode(file.value()) == DeployMode.MANUAL) {
            return Optional.empty();
        }
        var edit = new FieldEdit.Put(MODE, DeployMode.MANUAL.word(), ScalarType.STRING);
        var bytes = YamlEditor.edit(file.file(), file.bytes(), List.of(edit));
        var before = file.value()
                .registry()
                .optionalDeployMode()
                .map(DeployMode::word)
                .orElse(DEFAULT);
        var message = CommitMessages.of(Action.HOLD, address, "", context, Map.of(TrailerKey.HELD_MODE, before));
        return Optional.of(new Change(List.of(new FileEdit.Put(path, bytes)), message));
    }
}
