package io.meshcloud.idp.spi.provisioning;

import io.meshcloud.idp.contract.image.ImageRepository;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * The registry side of an environment's Day 0 (ADR-004, "Day 0"). It makes what is missing and never takes away what it
 * did not make. Doing it twice is doing it once, and what broke half-way is finished by doing it again. Safe for use by
 * many threads; two at a time for one repository may each make an account, and the next call says so.
 *
 * <p>All methods throw an {@link io.meshcloud.idp.contract.problem.IdpException} when the registry cannot be reached,
 * denies us, or cannot be provisioned at all; what was done by then stays. Therefore a secret, which the registry tells
 * once and never again, goes to its recipient at once and not with the result. An account that was there keeps a secret
 * that nobody can look up.
 */
public interface RegistryProvisioner {

    /**
     * Makes sure that everything in the plan is there. An account that has expired is not.
     *
     * @param recipient gets the credential of each account that is made; if it fails, so does the call, and only a
     *     rotation makes another
     */
    ProvisioningResult provision(RegistryPlan plan, Consumer<RobotCredential> recipient);

    /**
     * Makes new robot accounts beside those in use, which then expire after the overlap unless they do so before; those
     * that have expired are removed.
     *
     * @param overlap for how long the old secrets stay good, at least: registries count whole days, and may add one and
     *     an hour; zero removes the old accounts at once
     * @param recipient as above
     */
    ProvisioningResult rotate(RegistryPlan plan, Duration overlap, Consumer<RobotCredential> recipient);

    /** The robot accounts of ours for this repository, newest first. */
    List<RobotAccount> accounts(ImageRepository repository);

    /** What stays at the registry when the environment is gone, each in a few words; empty if nothing does. */
    List<String> remains(ImageRepository repository);
}
