package org.modelgate.deploy.simulator.openai;

import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.modelgate.deploy.simulator.core.Refusal;

/** The words in which OpenAI's APIs turn a request down. */
public final class Invalid {

    private Invalid() {}

    public static Optional<Refusal> because(String message, @Nullable String code, @Nullable String param) {
        return Optional.of(new Refusal(400, "invalid_request_error", message, code, param));
    }

    public static Optional<Refusal> missing(String path) {
        return because("Missing required parameter: '" + path + "'.", "missing_required_parameter", path);
    }

    public static Optional<Refusal> unknown(String path) {
        return because("Unknown parameter: '" + path + "'.", "unknown_parameter", path);
    }

    public static Optional<Refusal> unsupported(String path) {
        return because(
                "Unsupported parameter: '" + path + "' is not supported with this model.",
                "unsupported_parameter",
                path);
    }

    /** @param expected such as {@code a string} */
    public static Optional<Refusal> type(String path, String expected) {
        return because("Invalid type for '" + path + "': expected " + expected + ".", "invalid_type", path);
    }

    public static Optional<Refusal> value(String path, String value, Collection<String> supported) {
        return because(
                "Invalid value: '" + value + "'. Supported values are: '"
                        + String.join("', '", supported.stream().sorted().toList()) + "'.",
                "invalid_value",
                path);
    }

    public static Optional<Refusal> pattern(String path, String pattern) {
        return because(
                "Invalid '" + path + "': string does not match pattern. Expected a string that matches the pattern '"
                        + pattern + "'.",
                "invalid_value",
                path);
    }

    public static Optional<Refusal> stringAbove(String path, int most, int length) {
        return because(tooLong(path, most, length), "string_above_max_length", path);
    }

    public static Optional<Refusal> arrayAbove(String path, int most, int length) {
        return because(
                "Invalid '" + path + "': array too long. Expected an array with maximum length " + most
                        + ", but got an array with length " + length + " instead.",
                "array_above_max_length",
                path);
    }

    public static String tooLong(String path, int most, int length) {
        return "Invalid '" + path + "': string too long. Expected a string with maximum length " + most
                + ", but got a string with length " + length + " instead.";
    }
}
