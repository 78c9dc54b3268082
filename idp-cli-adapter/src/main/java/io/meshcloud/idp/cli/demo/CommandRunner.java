package io.meshcloud.idp.cli.demo;

import io.meshcloud.idp.cli.output.Surroundings;
import java.util.List;

/** The program itself, run once more in other surroundings. */
@FunctionalInterface
public interface CommandRunner {
    /**
     * @return the exit code
     */
    int run(Surroundings surroundings, List<String> words);
}
