package org.modelgate.deploy.simulator.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.modelgate.deploy.simulator.core.Call;
import org.modelgate.deploy.simulator.core.StableHash;

/**
 * Recomputes a Signature Version 4, as Amazon documents it. The secret of access key {@code X} is {@code secret-of-X} here.
 *
 * @param id of the access key
 */
public record AwsSignature(
        String id, String date, String region, String service, List<String> signedHeaders, String signature) {
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final Pattern AUTHORIZATION = Pattern.compile(ALGORITHM
            + " Credential=(?<id>[^/,]+)/(?<date>\\d{8})/(?<region>[^/]+)/(?<service>[^/]+)/aws4_request,\\s*"
            + "SignedHeaders=(?<headers>[^,]+),\\s*Signature=(?<signature>[0-9a-f]+)");
    private static final String SECRET_PREFIX = "secret-of-";

    /** What a call is signed with. */
    public static Optional<AwsSignature> of(Call call) {
        return call.header("authorization")
                .map(AUTHORIZATION::matcher)
                .filter(Matcher::matches)
                .map(m -> new AwsSignature(
                        m.group("id"),
                        m.group("date"),
                        m.group("region"),
                        m.group("service"),
                        List.of(m.group("headers").split(";", -1)),
                        m.group("signature")));
    }

    /** Why it isn't this call's, if it isn't. */
    public Optional<String> fault(Call call, byte[] body) {
        String stamp = call.header("x-amz-date").orElse("");
        if (!stamp.startsWith(date)) {
            return Optional.of(
                    "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP");
        }
        for (String required : List.of("host", "x-amz-date")) {
            if (!signedHeaders.contains(required)) {
                return Optional.of("'" + required + "' must be a 'SignedHeader' in the AWS Authorization.");
            }
        }
        String hash = StableHash.hex(body, 64);
        if (call.header("x-amz-content-sha256")
                .filter(told -> !told.equals(hash))
                .isPresent()) {
            return Optional.of("The provided 'x-amz-content-sha256' header does not match what was computed.");
        }
        String scope = date + "/" + region + "/" + service + "/aws4_request";
        String toSign = String.join("\n", ALGORITHM, stamp, scope, StableHash.hex(canonical(call, hash), 64));
        byte[] key = ("AWS4" + SECRET_PREFIX + id).getBytes(StandardCharsets.UTF_8);
        for (String part : List.of(date, region, service, "aws4_request")) {
            key = hmac(key, part);
        }
        return HexFormat.of().formatHex(hmac(key, toSign)).equals(signature)
                ? Optional.empty()
                : Optional.of(
                        "The request signature we calculated does not match the signature you provided. Check your "
                                + "AWS Secret Access Key and signing method. Consult the service documentation for details.");
    }

    private String canonical(Call call, String hash) {
        String headers = signedHeaders.stream()
                .map(name -> name + ":" + call.header(name).orElse("").strip() + "\n")
                .collect(Collectors.joining());
        String query = Arrays.stream(call.query().split("&", -1)).sorted().collect(Collectors.joining("&"));
        return String.join(
                "\n", call.method(), encodedAgain(call.path()), query, headers, String.join(";", signedHeaders), hash);
    }

    /** The path as it was sent, each segment encoded once more. */
    private static String encodedAgain(String path) {
        StringBuilder out = new StringBuilder();
        for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xFF);
            boolean plain = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || "-._~/".indexOf(c) >= 0;
            out.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
        }
        return out.toString();
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
