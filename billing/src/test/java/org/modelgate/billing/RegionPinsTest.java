package org.modelgate.billing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.modelgate.billing.keys.KeyHash;
import org.modelgate.common.config.ConfigFile;

class RegionPinsTest {
    @Test
    void aKeyIsBoundToItsOwnRegionsAndItsAccountsBoth() {
        RegionPins pins =
                RegionPins.read(ConfigFile.read("""
                accounts:
                  - { id: bound, regions: [eu] }
                  - { id: free }
                keys:
                  - { key: k-1, account: bound, regions: [eu-central-1, eu-west-1] }
                  - { key: k-2, account: bound }
                  - { key: k-3, account: free }
                """, name -> Optional.empty()).root());
        assertThat(pins.of("bound", KeyHash.digest("k-1")))
                .containsExactly(List.of("eu"), List.of("eu-central-1", "eu-west-1"));
        assertThat(pins.of("bound", KeyHash.digest("k-2"))).containsExactly(List.of("eu"));
        assertThat(pins.of("free", KeyHash.digest("k-3"))).isEmpty();
        assertThat(pins.of("bound", KeyHash.digest("k-2"), List.of("eu-west-1")))
                .containsExactly(List.of("eu"), List.of("eu-west-1"));
    }
}
