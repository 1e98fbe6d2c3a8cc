package org.modelgate.deploy;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.BillingConfig;
import org.modelgate.common.config.ConfigFile;
import org.modelgate.common.config.Reading;
import org.modelgate.common.config.Section;
import org.modelgate.edge.EdgeConfig;
import org.modelgate.router.RouterConfig;

/** The whole configuration file, read by the modules that own its sections. */
record Settings(
        EdgeConfig edge,
        RouterConfig router,
        BillingConfig billing,
        @Nullable ClusterConfig cluster) {

    /**
     * What reading a file brought.
     *
     * @param settings to be used only if there are no problems
     * @param problems each with its path in the file
     */
    record Loaded(Settings settings, List<String> problems) {}

    /**
     * Reads all sections, whatever roles will run, so that a fault shows on every node.
     *
     * @param environment a variable's value, if it is set
     */
    static Loaded load(String yaml, Function<String, Optional<String>> environment) {
        Reading reading = ConfigFile.read(yaml, environment);
        Section root = reading.root();
        Settings settings = new Settings(
                EdgeConfig.read(root), RouterConfig.read(root), BillingConfig.read(root), ClusterConfig.read(root));
        reading.reportUnknownKeys();
        return new Loaded(settings, reading.problems().lines());
    }
}
