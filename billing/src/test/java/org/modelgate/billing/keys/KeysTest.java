package org.modelgate.billing.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.modelgate.billing.ledger.Limits;
import org.modelgate.billing.ledger.Recovered;
import org.modelgate.common.config.Secret;
import org.modelgate.common.keys.NewKey;

class KeysTest {
    private final SecureRandom random = new SecureRandom();

    @Test
    void pepperIsMadeOnceAndOnlyItsOwnerMayReadIt(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("below/gateway.db.pepper");
        Secret made = Pepper.readOrCreate(file, random);

        assertThat(made.value()).hasSize(64);
        assertThat(Pepper.readOrCreate(file, random)).isEqualTo(made);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(folder.resolve("below"))) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void damagedPepperStopsTheStartInsteadOfLockingEverybodyOut(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("p");
        Files.writeString(file, "abc");

        assertThatThrownBy(() -> Pepper.readOrCreate(file, random)).hasMessageContaining("too short");
    }

    @Test
    void keyIsFoundByItsDigestOnly() {
        KeyHash hash = new KeyHash(new Secret("pepper-pepper-pepper"));
        byte[] mac = hash.mac(KeyHash.digest("sk-gw-test-1"));
        Recovered.Key key = new Recovered.Key(1, 1, mac, true, Long.MAX_VALUE, Limits.UNLIMITED);
        KeyRing ring = new KeyRing(hash, List.of(key));

        assertThat(ring.find(KeyHash.digest("sk-gw-test-1"))).contains(key);
        assertThat(ring.find(KeyHash.digest("sk-gw-test-2"))).isEmpty();
        assertThat(ring.find("")).isEmpty();
        assertThat(new KeyHash(new Secret("another-pepper-here")).mac(KeyHash.digest("sk-gw-test-1")))
                .isNotEqualTo(mac);
    }

    @Test
    void generatedKeysDifferAndHaveTheirForm() {
        String one = NewKey.generate(random).value();
        String two = NewKey.generate(random).value();

        assertThat(one).matches("sk-gw-[0-9A-Za-z]{49}").isNotEqualTo(two);
    }
}
