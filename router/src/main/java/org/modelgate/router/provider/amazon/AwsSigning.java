package org.modelgate.router.provider.amazon;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.modelgate.router.provider.Authentication;
import org.modelgate.router.provider.Renewed;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.utils.SdkAutoCloseable;

/**
 * Signs requests (Signature Version 4, wire notes on Bedrock, section 5). As few headers as possible are signed, so that a proxy may
 * add its own. The credentials are fetched off the event loop; signing a usual body takes microseconds and happens on it.
 */
final class AwsSigning implements Authentication {
    /** A hash of more than this is worth a hop to another thread. */
    private static final int INLINE_BYTES_MAX = 256 * 1024;

    private static final Set<String> PROOF =
            Set.of("authorization", "x-amz-date", "x-amz-content-sha256", "x-amz-security-token");
    private static final Duration SKEW_MIN = Duration.ofMinutes(2);

    private final Vertx vertx;
    private final InstantSource clock;
    private final Supplier<AwsCredentialsProvider> source;
    private final String service;
    private final String region;
    private final AwsV4HttpSigner signer = AwsV4HttpSigner.create();
    private final Renewed<AwsCredentials> credentials;
    private volatile @Nullable AwsCredentialsProvider provider;
    private Duration skew = Duration.ZERO;

    /** @param service the name that Amazon signs it by */
    AwsSigning(
            Vertx vertx, InstantSource clock, Supplier<AwsCredentialsProvider> source, String service, String region) {
        this.vertx = vertx;
        this.clock = clock;
        this.source = source;
        this.service = service;
        this.region = region;
        this.credentials = new Renewed<>("AWS", clock, () -> vertx.executeBlocking(this::fetch, false));
    }

    private Renewed.Fetched<AwsCredentials> fetch() {
        AwsCredentialsProvider from = provider;
        if (from == null) {
            from = source.get();
            provider = from;
        }
        AwsCredentials fetched = from.resolveCredentials();
        return new Renewed.Fetched<>(fetched, fetched.expirationTime().orElse(null));
    }

    @Override
    public Future<Map<String, String>> headers(Outgoing request) {
        return credentials.get().compose(identity -> {
            Instant now = clock.instant().plus(skew);
            return request.body().length() <= INLINE_BYTES_MAX
                    ? Future.succeededFuture(sign(request, identity, now))
                    : vertx.executeBlocking(() -> sign(request, identity, now), false);
        });
    }

    private Map<String, String> sign(Outgoing request, AwsCredentials identity, Instant now) {
        SdkHttpRequest.Builder unsigned = SdkHttpRequest.builder()
                .method(SdkHttpMethod.fromValue(request.method()))
                .uri(request.uri());
        request.headers().forEach((name, value) -> {
            if (name.equals("content-type") || name.startsWith("x-amz")) {
                unsigned.putHeader(name, value);
            }
        });
        SdkHttpRequest built = unsigned.build();
        SignedRequest signed = signer.sign(sign -> sign.identity(identity)
                .request(built)
                .payload(ContentStreamProvider.fromByteArrayUnsafe(request.body().getBytes()))
                .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, service)
                .putProperty(AwsV4HttpSigner.REGION_NAME, region)
                .putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(now, ZoneOffset.UTC)));
        Map<String, String> proof = new HashMap<>();
        for (Map.Entry<String, List<String>> header : signed.request().headers().entrySet()) {
            String name = header.getKey().toLowerCase(Locale.ROOT);
            if (PROOF.contains(name)) {
                proof.put(name, header.getValue().getFirst());
            }
        }
        return proof;
    }

    /** Temporary credentials may end early, and clocks may differ: the answer's date tells. */
    @Override
    public boolean renew(int status, MultiMap answer) {
        if (status != 403 && status != 400) {
            return false;
        }
        String type = answer.get("x-amzn-errortype");
        if (type == null) {
            return false;
        }
        if (type.startsWith("ExpiredToken") || type.startsWith("UnrecognizedClient")) {
            return credentials.drop();
        }
        return (type.startsWith("InvalidSignature")
                        || type.startsWith("SignatureDoesNotMatch")
                        || type.startsWith("RequestTimeTooSkewed"))
                && corrected(answer.get("date"));
    }

    private boolean corrected(@Nullable String date) {
        if (date == null) {
            return false;
        }
        try {
            Instant theirs = DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from);
            Duration found = Duration.between(clock.instant(), theirs);
            boolean news = found.minus(skew).abs().compareTo(SKEW_MIN) > 0;
            skew = news ? found : skew;
            return news;
        } catch (DateTimeException unreadable) {
            // the refusal stands as it is
            return false;
        }
    }

    @Override
    public void close() {
        if (provider instanceof SdkAutoCloseable open) {
            open.close();
        }
    }
}
