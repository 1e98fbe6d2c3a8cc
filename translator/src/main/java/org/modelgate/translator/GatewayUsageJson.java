package org.modelgate.translator;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.json.Json;

/**
 * The one JSON form of {@code gateway_usage} (contract section 6), also in the {@link StreamTrailer} of a provider's stream on its
 * way to a translator. {@code cost_usd} is a plain decimal number with up to nine decimals.
 */
public final class GatewayUsageJson {
    /** Of the {@link StreamTrailer}, as a string. */
    static final String BESIDE = "beside";

    private static final int NANO_DIGITS = 9;

    private GatewayUsageJson() {}

    /** The object, without the member's name. */
    public static String write(GatewayUsage usage) {
        StringBuilder out = new StringBuilder(128);
        out.append("{\"tokens_charged\":").append(usage.tokensCharged());
        out.append(",\"request_ms\":").append(usage.requestMillis());
        out.append(",\"cost_usd\":").append(usd(usage.costNano()));
        out.append(",\"provider\":\"");
        JsonStringEncoder.getInstance().quoteAsString(usage.provider(), out);
        out.append("\",\"cached\":").append(usage.cached());
        if (usage.stop() != null) {
            out.append(",\"stop\":\"").append(usage.stop().wireName()).append('"');
        }
        return out.append('}').toString();
    }

    /** The object, as the value of its member in an answer, and the members that stand behind it there. */
    public static String value(GatewayUsage usage) {
        return write(usage) + usage.beside();
    }

    /** The member {@code "gateway_usage":{..}} and those that stand beside it, to be spliced into an object. */
    public static byte[] member(GatewayUsage usage) {
        return ("\"gateway_usage\":" + value(usage)).getBytes(StandardCharsets.UTF_8);
    }

    /** @throws IllegalArgumentException if it isn't what {@link #write} makes */
    public static GatewayUsage read(byte[] json) {
        long tokens = 0;
        long millis = 0;
        long nano = 0;
        String provider = "";
        boolean cached = false;
        GatewayUsage.Stop stop = null;
        String beside = "";
        try (JsonParser p = Json.factory().createParser(json)) {
            if (p.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("gateway_usage is no object");
            }
            for (String name = p.nextFieldName(); name != null; name = p.nextFieldName()) {
                p.nextToken();
                switch (name) {
                    case "tokens_charged" -> tokens = p.getLongValue();
                    case "request_ms" -> millis = p.getLongValue();
                    case "cost_usd" -> nano = nano(p.getDecimalValue());
                    case "provider" -> provider = p.getText();
                    case "cached" -> cached = p.getBooleanValue();
                    case "stop" -> stop = stop(p.getText());
                    case BESIDE -> beside = p.getText();
                    default -> p.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("gateway_usage is not readable", new UncheckedIOException(e));
        }
        return new GatewayUsage(tokens, millis, nano, provider, cached, stop, beside);
    }

    private static GatewayUsage.@Nullable Stop stop(String name) {
        for (GatewayUsage.Stop stop : GatewayUsage.Stop.values()) {
            if (stop.wireName().equals(name)) {
                return stop;
            }
        }
        return null;
    }

    static String usd(long nano) {
        BigDecimal usd = BigDecimal.valueOf(nano, NANO_DIGITS).stripTrailingZeros();
        return usd.toPlainString();
    }

    private static long nano(BigDecimal usd) {
        return usd.setScale(NANO_DIGITS, RoundingMode.UNNECESSARY)
                .unscaledValue()
                .longValueExact();
    }
}
