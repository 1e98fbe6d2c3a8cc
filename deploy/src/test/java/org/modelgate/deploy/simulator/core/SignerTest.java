package org.modelgate.deploy.simulator.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SignerTest {

    private final Signer signer = new Signer("secret");
    private final Signer.Origin origin = new Signer.Origin("model", "binding");

    @Test
    void recognisesItsOwnSignatureAndWhereItCameFrom() {
        assertThat(signer.verify(signer.sign(origin, "thought"), "thought")).contains(origin);
    }

    @Test
    void recognisesNothingElse() {
        String signature = signer.sign(origin, "thought");

        assertThat(signer.verify(signature, "thoughts")).isEmpty();
        assertThat(signer.verify("", "thought")).isEmpty();
        assertThat(signer.verify("not base64!", "thought")).isEmpty();
        assertThat(new Signer("another").verify(signature, "thought")).isEmpty();
    }
}
