package org.modelgate.router.preference;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whose call it is, in the caller's own words, for reports. It refuses nothing: what makes no sense says nothing. */
public record Attribution(@Nullable String user, @Nullable String session) {
    public static final Attribution NOBODY = new Attribution(null, null);

    private static final int LENGTH_MAX = 256;
    private static final int BYTES_MAX = 4_096;

    /** @param labels what the plan knows already */
    public static Attribution of(Planner.Call call, Labels labels) {
        boolean silent = call.preferences().isEmpty()
                && call.scan().asks().isEmpty()
                && call.scan().callers().isEmpty();
        if (silent) {
            return NOBODY;
        }
        Asked asked = new Asked(call.preferences(), call.headers(), call.dialect(), call.scan(), call.body());
        boolean absurd = call.scan().callers().values().stream().anyMatch(at -> at.end() - at.start() > BYTES_MAX);
        String user = labels.user() == null && !absurd ? Labels.ofBody(asked).user() : labels.user();
        String session = SessionKeys.named(asked)
                .or(() -> absurd ? Optional.empty() : SessionKeys.packed(asked))
                .orElse(null);
        return new Attribution(bounded(user), bounded(session));
    }

    /** A longer one is told by its hash. */
    private static @Nullable String bounded(@Nullable String text) {
        if (text == null || text.length() <= LENGTH_MAX) {
            return text;
        }
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
