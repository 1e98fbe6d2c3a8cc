package org.modelgate.router.provider.google;

import com.google.auth.oauth2.GoogleCredentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.config.Secret;

/** Where Google's credentials come from. Reading them blocks. */
sealed interface GoogleKey {
    String SCOPE = "https://www.googleapis.com/auth/cloud-platform";

    /** A key file's content, a service account's or another kind's. */
    record Given(Secret json) implements GoogleKey {}

    record InFile(String path) implements GoogleKey {}

    /** GOOGLE_APPLICATION_CREDENTIALS, what gcloud left, or the metadata server. */
    record Ambient() implements GoogleKey {}

    /** @param tokens where tokens are fetched, null for where the key says, if that is Google's */
    default GoogleCredentials read(@Nullable URI tokens) throws IOException {
        GoogleCredentials read = switch (this) {
            case Given(Secret json) ->
                GoogleCredentials.fromStream(
                        new ByteArrayInputStream(json.value().getBytes(StandardCharsets.UTF_8)));
            case InFile(String path) -> {
                try (InputStream in = Files.newInputStream(Path.of(path))) {
                    yield GoogleCredentials.fromStream(in);
                }
            }
            case Ambient() -> GoogleCredentials.getApplicationDefault();
        };
        return trusted(read, tokens).createScoped(SCOPE);
    }

    private static GoogleCredentials trusted(GoogleCredentials read, @Nullable URI tokens) throws IOException {
        if (!(read instanceof ServiceAccountCredentials account)) {
            return read;
        }
        if (tokens != null) {
            return account.toBuilder().setTokenServerUri(tokens).build();
        }
        // the signed assertion would go to whatever host the file names
        URI named = account.getTokenServerUri();
        String host = named.getHost() == null ? "" : named.getHost().toLowerCase(Locale.ROOT);
        boolean googles = host.equals("googleapis.com") || host.endsWith(".googleapis.com");
        if (!Objects.equals(named.getScheme(), "https") || !googles) {
            throw new IOException("the key's token_uri is none of Google's: see token_url");
        }
        return account;
    }
}
