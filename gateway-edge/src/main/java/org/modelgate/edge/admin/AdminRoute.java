package org.modelgate.edge.admin;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import java.util.function.Function;

/**
 * One admin endpoint.
 *
 * @param path with parameters in braces, as {@code openapi.yaml} has it
 * @param answer may throw a GatewayException for what is wrong with the call
 */
public record AdminRoute(HttpMethod method, String path, Function<AdminCall, Future<AdminAnswer>> answer) {}
