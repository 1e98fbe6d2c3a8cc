package org.modelgate.edge.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;

/** The members of a body. A member that is null counts as given where {@link #has} matters, and as absent elsewhere. */
record AdminBody(JsonNode document) {
    private static final int NANO_DIGITS = 9;
    private static final BigDecimal USD_MOST = BigDecimal.valueOf(1_000_000_000);
    private static final int AMOUNT_LENGTH = 40;
    /** No exponents, no digits of other scripts, no bare points: what a person may misread pays nothing in. */
    private static final Pattern AMOUNT = Pattern.compile("-?[0-9]+(\\.[0-9]+)?");

    private static final long NUMBER_MOST = 1_000_000_000_000L;
    private static final int MODELS_MOST = 1_000;
    private static final int REGIONS_MOST = 100;

    boolean has(String name) {
        return document.has(name);
    }

    private @Nullable JsonNode member(String name) {
        JsonNode value = document.get(name);
        return value == null || value.isNull() ? null : value;
    }

    private static GatewayException wrong(String name, String problem) {
        return GatewayError.invalid(name, problem).asException();
    }

    private <T> T required(String name, @Nullable T value) {
        if (value == null) {
            throw wrong(name, "is required");
        }
        return value;
    }

    String text(String name, int most) {
        return required(name, optionalText(name, most));
    }

    /** Text without control characters. */
    @Nullable String optionalText(String name, int most) {
        JsonNode value = member(name);
        if (value == null) {
            return null;
        }
        String text = value.isTextual() ? value.textValue() : "";
        if (text.isBlank() || text.length() > most || text.chars().anyMatch(Character::isISOControl)) {
            throw wrong(name, "must be a text of 1 to " + most + " characters");
        }
        return text;
    }

    /** Letters, digits and {@code . _ - @ :}, as in paths and file names. */
    String id(String name) {
        String id = text(name, 128);
        boolean plain = id.chars()
                .allMatch(c -> (c >= '0' && c <= '9')
                        || (c >= 'a' && c <= 'z')
                        || (c >= 'A' && c <= 'Z')
                        || ".-_@:".indexOf(c) >= 0);
        if (!plain) {
            throw wrong(name, "must be of letters, digits and . - _ @ : only");
        }
        return id;
    }

    @Nullable Boolean bool(String name) {
        JsonNode value = member(name);
        if (value != null && !value.isBoolean()) {
            throw wrong(name, "must be true or false");
        }
        return value == null ? null : value.booleanValue();
    }

    /** A time in milliseconds. */
    @Nullable Long time(String name) {
        String text = optionalText(name, 40);
        return text == null ? null : AdminCall.time(name, text);
    }

    /** A whole number from 1 on. */
    @Nullable Long count(String name) {
        JsonNode value = member(name);
        if (value == null) {
            return null;
        }
        if (!value.canConvertToExactIntegral() || !value.canConvertToLong()) {
            throw wrong(name, "must be a whole number");
        }
        long count = value.longValue();
        if (count < 1 || count > NUMBER_MOST) {
            throw wrong(name, "must be from 1 to " + NUMBER_MOST);
        }
        return count;
    }

    /** Nano-USD of an amount above zero. */
    long amount(String name) {
        return required(name, optionalAmount(name));
    }

    @Nullable Long optionalAmount(String name) {
        Long nano = usd(name);
        if (nano != null && nano == 0) {
            throw wrong(name, "must be more than zero");
        }
        return nano;
    }

    /** Nano-USD of an amount in dollars, from a string such as {@code "25.00"} or a number. */
    @Nullable Long usd(String name) {
        JsonNode value = member(name);
        if (value == null) {
            return null;
        }
        if (value.isNumber()) {
            return nano(name, value.decimalValue());
        }
        String text = value.isTextual() ? value.textValue() : "";
        if (text.length() > AMOUNT_LENGTH || !AMOUNT.matcher(text).matches()) {
            throw wrong(name, "must be an amount in USD such as \"25.00\"");
        }
        return nano(name, new BigDecimal(text));
    }

    private static long nano(String name, BigDecimal usd) {
        if (usd.signum() < 0) {
            throw wrong(name, "must not be negative");
        }
        if (usd.stripTrailingZeros().scale() > NANO_DIGITS) {
            throw wrong(name, "has more than nine decimals");
        }
        if (usd.compareTo(USD_MOST) > 0) {
            throw wrong(name, "is above a billion dollars");
        }
        return usd.movePointRight(NANO_DIGITS).longValueExact();
    }

    @Nullable List<String> models(String name) {
        return texts(name, MODELS_MOST, "model ids", "must be a model's id");
    }

    @Nullable List<String> regions(String name) {
        return texts(name, REGIONS_MOST, "regions", "must be a region's name");
    }

    private @Nullable List<String> texts(String name, int most, String what, String problem) {
        JsonNode value = member(name);
        if (value == null) {
            return null;
        }
        if (!value.isArray() || value.size() > most) {
            throw wrong(name, "must be a list of at most " + most + " " + what);
        }
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < value.size(); i++) {
            String text = value.get(i).isTextual() ? value.get(i).textValue() : "";
            if (text.isBlank() || text.chars().anyMatch(Character::isISOControl)) {
                throw wrong(name + "[" + i + "]", problem);
            }
            texts.add(text);
        }
        return texts;
    }

    /**
     * A change of a member: null if it isn't there.
     *
     * @param none what stands for a member that is there and null
     */
    @Nullable Long change(String name, long none, BiFunction<AdminBody, String, @Nullable Long> reader) {
        if (!has(name)) {
            return null;
        }
        Long value = reader.apply(this, name);
        return value == null ? Long.valueOf(none) : value;
    }
}
