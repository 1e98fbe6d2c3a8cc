package org.modelgate.edge.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.json.Json;

/** A call of an admin endpoint, read strictly: what nobody knows is refused by its name. */
public final class AdminCall {
    private static final int PAGE = 50;
    private static final int PAGE_MOST = 500;
    private static final int DATE_LENGTH = "2026-11-21".length();
    private static final Instant EARLIEST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-01-01T00:00:00Z");

    private final RoutingContext context;

    AdminCall(RoutingContext context) {
        this.context = context;
    }

    /** Who asks, for the audit trail: there is one admin key, so its holder is told by the address. */
    String actor() {
        SocketAddress address = context.request().remoteAddress();
        return "admin@" + (address == null ? "unknown" : address.hostAddress());
    }

    /** A parameter of the path. */
    String path(String name) {
        return context.pathParam(name);
    }

    /** Refuses parameters of the query beside these, and those that came twice. */
    void knows(String... names) {
        Set<String> known = Set.of(names);
        for (Map.Entry<String, String> parameter : context.queryParams()) {
            if (!known.contains(parameter.getKey())) {
                throw GatewayError.invalid(parameter.getKey(), "is no parameter of this endpoint")
                        .asException();
            }
            if (context.queryParams().getAll(parameter.getKey()).size() > 1) {
                throw GatewayError.invalid(parameter.getKey(), "came twice").asException();
            }
        }
    }

    /** A parameter of the query; null if it isn't there or is empty. */
    @Nullable String query(String name) {
        String value = context.queryParams().get(name);
        return value == null || value.isBlank() ? null : value;
    }

    /** Whether {@code format} asks for CSV. */
    boolean csv() {
        String format = query("format");
        if (format != null && !format.equals("csv") && !format.equals("json")) {
            throw GatewayError.invalid("format", "must be json or csv").asException();
        }
        return Objects.equals(format, "csv");
    }

    int limit() {
        return limit(PAGE, PAGE_MOST);
    }

    int limit(int otherwise, int most) {
        String text = query("limit");
        if (text == null) {
            return otherwise;
        }
        boolean number = text.length() <= 6 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        int limit = number ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > most) {
            throw GatewayError.invalid("limit", "must be a number from 1 to " + most)
                    .asException();
        }
        return limit;
    }

    /** A time of the query in milliseconds. */
    long time(String name, long otherwise) {
        String text = query(name);
        return text == null ? otherwise : time(name, text);
    }

    /** Milliseconds of {@code 2026-11-21} or {@code 2026-11-21T10:00:00Z}. */
    static long time(String name, String text) {
        Instant time = instant(text);
        if (time == null) {
            throw GatewayError.invalid(name, "must be a time such as 2026-11-21 or 2026-11-21T10:00:00Z")
                    .asException();
        }
        return time.toEpochMilli();
    }

    private static @Nullable Instant instant(String text) {
        try {
            Instant time = text.length() == DATE_LENGTH
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : Instant.parse(text);
            return time.isBefore(EARLIEST) || time.isAfter(LATEST) ? null : time;
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** The JSON object of the body, with no other members than these. */
    AdminBody body(String... members) {
        JsonNode document = document();
        if (document == null || !document.isObject()) {
            throw GatewayError.invalid("the body must be one JSON object").asException();
        }
        List<String> known = List.of(members);
        document.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw GatewayError.invalid(name, "is no field of this endpoint").asException();
            }
        });
        return new AdminBody(document);
    }

    private @Nullable JsonNode document() {
        Buffer bytes = context.body().buffer();
        byte[] array = bytes == null ? new byte[0] : bytes.getBytes();
        try {
            return Json.document(array, 0, array.length);
        } catch (JsonProcessingException e) {
            return null;
        }
    }
}
