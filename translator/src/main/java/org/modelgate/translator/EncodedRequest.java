package org.modelgate.translator;

import java.util.Map;

/** @param headers request headers that go with the body, by lower-case name, such as {@code anthropic-version} */
public record EncodedRequest(byte[] body, Map<String, String> headers) {}
