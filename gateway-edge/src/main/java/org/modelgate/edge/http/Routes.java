package org.modelgate.edge.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.modelgate.common.inference.DialectId;
import org.modelgate.translator.ClientDialect;
import org.modelgate.translator.ErrorCodec;

/** From a request's target to its {@link Route}, and to the dialect that its errors speak. Immutable. */
public final class Routes {
    private static final String MODELS = "models/";
    private static final String GENERATIONS = "generations/";

    /** Targets as most clients send them, so that these aren't taken apart. */
    private final Map<String, Route> wellKnown = new HashMap<>();

    /** Calls and counts by their path. */
    private final Map<String, Route> byPath = new HashMap<>();

    private final ErrorCodec anthropic;
    private final ErrorCodec openAi;

    public Routes(List<ClientDialect> all) {
        for (ClientDialect dialect : all) {
            byPath.put(dialect.path(), new Route.Inference(dialect));
            dialect.counting().ifPresent(counting -> byPath.put(counting.path(), new Route.Count(dialect, counting)));
        }
        byPath.forEach((path, route) -> wellKnown.put("/v1/" + path, route));
        anthropic = errors(all, DialectId.ANTHROPIC_MESSAGES);
        openAi = errors(all, DialectId.OPENAI_CHAT);
    }

    private static ErrorCodec errors(List<ClientDialect> all, DialectId id) {
        return all.stream()
                .filter(dialect -> dialect.id() == id)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no dialect " + id))
                .errors();
    }

    /** @param target as in the request line: a path with a query, or a whole URI */
    Route of(String target) {
        Route known = wellKnown.get(target);
        return known != null ? known : find(target);
    }

    /** Whose error format a request expects that has no inference route. */
    ErrorCodec errors(String target, boolean anthropicVersion) {
        if (anthropicVersion) {
            return anthropic;
        }
        String path = path(target);
        return path.equals("messages") || path.startsWith("messages/") ? anthropic : openAi;
    }

    private Route find(String target) {
        String path = path(target);
        Route call = byPath.get(path);
        if (call != null) {
            return call;
        }
        if (path.startsWith(MODELS)) {
            return new Route.Model(decoded(path.substring(MODELS.length())));
        }
        if (path.startsWith(GENERATIONS)) {
            return new Route.Generation(decoded(path.substring(GENERATIONS.length())));
        }
        return switch (path) {
            case "" -> new Route.Root();
            case "models" -> new Route.Models(query(target));
            case "credits" -> new Route.Credits();
            case "health/live" -> new Route.Live();
            case "health/ready" -> new Route.Ready();
            default -> new Route.Unknown();
        };
    }

    private static String decoded(String segment) {
        try {
            return segment.indexOf('%') < 0 ? segment : QueryStringDecoder.decodeComponent(segment.replace("+", "%2B"));
        } catch (IllegalArgumentException e) {
            return segment;
        }
    }

    private static String query(String target) {
        int mark = target.indexOf('?');
        return mark < 0 ? "" : target.substring(mark + 1);
    }

    /** The path without query, host, leading {@code /v1}s, doubled slashes and the last slash. */
    static String path(String target) {
        int start = start(target);
        int end = end(target, start);
        StringBuilder path = new StringBuilder(end - start);
        boolean leading = true;
        int at = start;
        while (at < end) {
            int slash = target.indexOf('/', at);
            int stop = slash < 0 || slash > end ? end : slash;
            boolean skipped = stop == at || (leading && stop - at == 2 && target.startsWith("v1", at));
            if (!skipped) {
                leading = false;
                path.append(path.isEmpty() ? "" : "/").append(target, at, stop);
            }
            at = stop + 1;
        }
        return path.toString();
    }

    private static int start(String target) {
        if (target.startsWith("/")) {
            return 0;
        }
        int scheme = target.indexOf("://");
        if (scheme < 0) {
            return 0;
        }
        int slash = target.indexOf('/', scheme + 3);
        return slash < 0 ? target.length() : slash;
    }

    private static int end(String target, int start) {
        for (int i = start; i < target.length(); i++) {
            if (target.charAt(i) == '?' || target.charAt(i) == '#') {
                return i;
            }
        }
        return target.length();
    }
}
