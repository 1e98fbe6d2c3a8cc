package org.modelgate.deploy.simulator.identity;

import java.util.LinkedHashMap;
import java.util.Map;
import org.modelgate.deploy.simulator.core.Call;
import org.modelgate.deploy.simulator.core.StableHash;

/** Access tokens that were given out and are still taken. */
public final class Tokens {
    private static final int KEPT_MAX = 10_000;

    /** For whom a token is good. */
    public enum Audience {
        GOOGLE("ya29.sim-"),
        AZURE("eyJ0.sim-");

        private final String prefix;

        Audience(String prefix) {
            this.prefix = prefix;
        }
    }

    private final Map<String, Audience> given = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Audience> eldest) {
            return size() > KEPT_MAX;
        }
    };
    private final String salt;
    private long serial;

    /** @param salt makes tokens of several simulators differ */
    public Tokens(String salt) {
        this.salt = salt;
    }

    String mint(Audience audience) {
        String token = audience.prefix + StableHash.hex(salt + ++serial, 40);
        given.put(token, audience);
        return token;
    }

    /** Whether the caller shows a token that is good here. */
    public boolean shown(Call call, Audience audience) {
        return call.bearer().map(given::get).filter(audience::equals).isPresent();
    }
}
