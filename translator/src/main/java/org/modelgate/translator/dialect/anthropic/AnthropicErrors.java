package org.modelgate.translator.dialect.anthropic;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.CreditShortage;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.json.Json;
import org.modelgate.translator.ErrorCodec;
import org.modelgate.translator.ProviderText;
import org.modelgate.translator.RetryAfter;
import org.modelgate.translator.ShortageJson;
import org.modelgate.translator.SurrogateGuard;
import org.modelgate.translator.framing.SseEncoder;

/** Contract section 7 for Anthropic paths, and the provider's errors (translation table, section 10). */
final class AnthropicErrors implements ErrorCodec {
    /** What every dialect calls a prompt that doesn't fit. */
    static final String CONTEXT_LENGTH = "context_length_exceeded";

    private static final String PROMPT_TOO_LONG = "prompt is too long";
    private static final byte[] PING =
            SseEncoder.event("ping", "{\"type\":\"ping\"}".getBytes(StandardCharsets.US_ASCII));

    /** What an error body says, in any of the shapes seen. */
    private record Said(
            String type, String message, @Nullable String code) {}

    @Override
    public GatewayError decode(int status, Map<String, String> headers, byte[] body) {
        return decode(status, RetryAfter.millis(headers), said(body));
    }

    /** An error inside a 200: an {@code error} event's data, or a body. Its type stands for the status. */
    static GatewayError inBand(byte[] json) {
        Said said = said(json);
        int status = switch (said.type()) {
            case "invalid_request_error" -> 400;
            case "authentication_error" -> 401;
            case "billing_error" -> 402;
            case "permission_error" -> 403;
            case "not_found_error" -> 404;
            case "request_too_large" -> 413;
            case "rate_limit_error" -> 429;
            case "timeout_error" -> 504;
            case "overloaded_error" -> 529;
            default -> 500;
        };
        return decode(status, GatewayError.NO_RETRY_AFTER, said);
    }

    private static GatewayError decode(int status, long retryAfter, Said said) {
        String type = said.code() != null ? said.code() : said.type().isEmpty() ? null : said.type();
        String message = said.message();
        return switch (status) {
            case 400 -> {
                boolean tooLong = message.startsWith(PROMPT_TOO_LONG);
                yield error(
                        Fault.CLIENT,
                        ErrorCode.INVALID_REQUEST,
                        400,
                        or(message, "the provider refused the request"),
                        tooLong ? CONTEXT_LENGTH : type,
                        retryAfter);
            }
            case 401, 402, 403 ->
                error(
                        Fault.PROVIDER,
                        ErrorCode.PROVIDER_ERROR,
                        502,
                        "the provider refused the gateway's credentials",
                        type,
                        retryAfter);
            case 404 ->
                error(
                        Fault.PROVIDER,
                        ErrorCode.MODEL_NOT_FOUND,
                        404,
                        or(message, "the provider does not know the model"),
                        type,
                        retryAfter);
            case 405, 409 ->
                error(
                        Fault.PROVIDER,
                        ErrorCode.PROVIDER_ERROR,
                        502,
                        or(message, "the provider answered with status " + status),
                        type,
                        retryAfter);
            case 408, 504, 524 ->
                error(Fault.PROVIDER, ErrorCode.TIMEOUT, 504, "the provider did not answer in time", type, retryAfter);
            case 413 ->
                error(
                        Fault.CLIENT,
                        ErrorCode.REQUEST_TOO_LARGE,
                        413,
                        or(message, "the request is too large for the provider"),
                        type,
                        retryAfter);
            case 429 ->
                error(
                        Fault.PROVIDER,
                        ErrorCode.RATE_LIMIT_EXCEEDED,
                        429,
                        or(message, "the provider's rate limit was reached"),
                        type,
                        retryAfter);
            case 503 ->
                error(
                        Fault.PROVIDER,
                        ErrorCode.UNAVAILABLE,
                        503,
                        or(message, "the provider is unavailable"),
                        type,
                        retryAfter);
            case 529 -> error(Fault.PROVIDER, ErrorCode.OVERLOADED, 529, or(message, "Overloaded"), type, retryAfter);
            default ->
                status >= 400 && status < 500
                        ? error(
                                Fault.CLIENT,
                                ErrorCode.INVALID_REQUEST,
                                status,
                                or(message, "the provider refused the request"),
                                type,
                                retryAfter)
                        : error(
                                Fault.PROVIDER,
                                said.type().equals("overloaded_error")
                                        ? ErrorCode.OVERLOADED
                                        : ErrorCode.PROVIDER_ERROR,
                                said.type().equals("overloaded_error") ? 529 : 502,
                                or(message, "the provider answered with status " + status),
                                type,
                                retryAfter);
        };
    }

    private static GatewayError error(
            Fault fault, ErrorCode code, int status, String message, @Nullable String providerCode, long retryAfter) {
        return new GatewayError(fault, code, status, message, null, providerCode, retryAfter);
    }

    private static String or(String message, String otherwise) {
        return message.isBlank() ? otherwise : message;
    }

    private static Said said(byte[] body) {
        JsonNode root;
        try {
            root = Json.mapper().readTree(ProviderText.bounded(body));
        } catch (JsonProcessingException e) {
            // HTML of an edge, a cut body, plain text: the status alone speaks
            return new Said("", "", null);
        }
        JsonNode error = root.path("error");
        if (error.isTextual()) {
            return new Said("", ProviderText.clean(error.asText()), null);
        }
        JsonNode said = error.isObject() ? error : root;
        String code =
                said.path("details").path("error_code").asText(said.path("code").asText(""));
        return new Said(
                said.path("type").asText(""),
                ProviderText.clean(said.path("message").asText("")),
                code.isEmpty() ? null : code);
    }

    @Override
    public int status(GatewayError error) {
        boolean notTheClients = error.fault() == Fault.PROVIDER && (error.status() >= 401 && error.status() <= 403);
        return notTheClients ? ErrorCode.PROVIDER_ERROR.status() : error.status();
    }

    @Override
    public byte[] body(GatewayError error, String requestId) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(256);
        try (JsonGenerator g = Json.factory().createGenerator(out)) {
            g.writeStartObject();
            g.writeStringField("type", "error");
            g.writeObjectFieldStart("error");
            g.writeStringField("type", type(error));
            g.writeStringField("message", SurrogateGuard.repair(message(error)));
            g.writeStringField("code", error.code().wireName());
            CreditShortage shortage = error.shortage();
            if (shortage != null) {
                g.writeFieldName("context");
                g.writeRawValue(ShortageJson.of(shortage));
            }
            g.writeEndObject();
            g.writeStringField("request_id", requestId);
            g.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Clients look for this beginning to know that they must shorten the conversation. */
    private static String message(GatewayError error) {
        return Objects.equals(error.providerCode(), CONTEXT_LENGTH)
                        && !error.message().startsWith(PROMPT_TOO_LONG)
                ? PROMPT_TOO_LONG + ": " + error.message()
                : error.message();
    }

    private static String type(GatewayError error) {
        return switch (error.code()) {
            case INVALID_REQUEST, METHOD_NOT_ALLOWED -> "invalid_request_error";
            case INVALID_API_KEY -> "authentication_error";
            case INSUFFICIENT_CREDITS -> "billing_error";
            case FORBIDDEN -> "permission_error";
            case MODEL_NOT_FOUND, NOT_FOUND -> "not_found_error";
            case REQUEST_TOO_LARGE -> "request_too_large";
            case RATE_LIMIT_EXCEEDED, PLAN_LIMIT_EXCEEDED -> "rate_limit_error";
            case INTERNAL_ERROR, PROVIDER_ERROR -> "api_error";
            case UNAVAILABLE, OVERLOADED -> "overloaded_error";
            case TIMEOUT -> "timeout_error";
        };
    }

    @Override
    public byte[] event(GatewayError error, String requestId) {
        return SseEncoder.event("error", body(error, requestId));
    }

    @Override
    public byte[] ping() {
        return PING.clone();
    }
}
