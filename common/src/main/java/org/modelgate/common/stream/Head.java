package org.modelgate.common.stream;

import java.util.List;
import java.util.Map;

/**
 * The head of an answer, first frame of its stream.
 *
 * @param status HTTP status for the client
 * @param headers response headers by lower-case name, in order
 */
public record Head(int status, List<Map.Entry<String, String>> headers) {}
