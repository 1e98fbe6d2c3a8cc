package org.modelgate.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.modelgate.billing.BillingConfig;
import org.modelgate.common.config.ConfigFile;
import org.modelgate.common.config.Reading;
import org.modelgate.common.config.Secret;
import org.modelgate.common.config.Section;
import org.modelgate.edge.EdgeConfig;
import org.modelgate.router.RouterConfig;

/** The whole configuration file, read by the modules that own its sections. */
record Settings(
        EdgeConfig edge,
        RouterConfig router,
        BillingConfig billing,
        @Nullable Secret carrierKey,
        @Nullable ClusterConfig cluster) {

    private static final int CARRIER_KEY_MIN = 16;

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
     * @param today decides which of the catalog's dated prices holds
     */
    static Loaded load(String yaml, Function<String, Optional<String>> environment, LocalDate today) {
        Reading reading = ConfigFile.read(yaml, environment);
        Section root = reading.root();
        Settings settings = new Settings(
                EdgeConfig.read(root),
                RouterConfig.read(root, today),
                BillingConfig.read(root, today),
                carrierKey(root.section("translator")),
                ClusterConfig.read(root));
        reading.reportUnknownKeys();
        return new Loaded(settings, reading.problems().lines());
    }

    private static @Nullable Secret carrierKey(Section translator) {
        String key = translator.string("carrier_key");
        if (key != null && key.length() < CARRIER_KEY_MIN) {
            translator.problem("carrier_key", "must have at least " + CARRIER_KEY_MIN + " characters");
        }
        return key == null ? null : new Secret(key);
    }

    /**
     * What reasoning carriers are authentic by: the configured key, or one that is kept beside the database, which all
     * translators on this machine share.
     */
    Secret carrierSecret() {
        if (carrierKey != null) {
            return carrierKey;
        }
        try {
            return KeptSecret.readOrCreate(billing.folder().resolve("carrier.key"), "")
                    .secret();
        } catch (IOException e) {
            throw new UncheckedIOException("the carrier key can't be kept; configure translator.carrier_key", e);
        }
    }
}
