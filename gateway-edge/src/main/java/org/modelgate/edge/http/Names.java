package org.modelgate.edge.http;

import io.netty.util.AsciiString;

/** Header names and values, made once, so that none is hashed or encoded twice. */
final class Names {
    static final AsciiString X_API_KEY = AsciiString.cached("x-api-key");
    static final AsciiString AUTHORIZATION = AsciiString.cached("authorization");
    static final AsciiString X_PORTKEY_API_KEY = AsciiString.cached("x-portkey-api-key");
    static final AsciiString X_LITELLM_API_KEY = AsciiString.cached("x-litellm-api-key");
    static final AsciiString X_BF_VK = AsciiString.cached("x-bf-vk");
    static final AsciiString X_BF_API_KEY = AsciiString.cached("x-bf-api-key");
    static final AsciiString X_PORTKEY_ANTHROPIC_VERSION = AsciiString.cached("x-portkey-anthropic-version");
    static final AsciiString X_PORTKEY_ANTHROPIC_BETA = AsciiString.cached("x-portkey-anthropic-beta");
    static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");
    static final AsciiString CONTENT_ENCODING = AsciiString.cached("content-encoding");
    static final AsciiString TRANSFER_ENCODING = AsciiString.cached("transfer-encoding");
    static final AsciiString EXPECT = AsciiString.cached("expect");
    static final AsciiString ANTHROPIC_VERSION = AsciiString.cached("anthropic-version");
    static final AsciiString ANTHROPIC_BETA = AsciiString.cached("anthropic-beta");
    static final AsciiString X_GATEWAY_STRICT = AsciiString.cached("x-gateway-strict");
    static final AsciiString X_STAINLESS_RETRY_COUNT = AsciiString.cached("x-stainless-retry-count");
    static final AsciiString IDEMPOTENCY_KEY = AsciiString.cached("idempotency-key");
    static final AsciiString X_GATEWAY_TIMEOUT = AsciiString.cached("x-gateway-timeout");

    static final AsciiString REQUEST_ID = AsciiString.cached("request-id");
    static final AsciiString X_REQUEST_ID = AsciiString.cached("x-request-id");
    static final AsciiString CONTENT_TYPE = AsciiString.cached("content-type");
    static final AsciiString CONNECTION = AsciiString.cached("connection");
    static final AsciiString CACHE_CONTROL = AsciiString.cached("cache-control");
    static final AsciiString X_ACCEL_BUFFERING = AsciiString.cached("x-accel-buffering");
    static final AsciiString RETRY_AFTER = AsciiString.cached("retry-after");
    static final AsciiString RETRY_AFTER_MS = AsciiString.cached("retry-after-ms");
    static final AsciiString X_SHOULD_RETRY = AsciiString.cached("x-should-retry");
    static final AsciiString ALLOW = AsciiString.cached("allow");

    static final AsciiString JSON = AsciiString.cached("application/json");
    static final AsciiString EVENT_STREAM = AsciiString.cached("text/event-stream; charset=utf-8");
    static final AsciiString CHUNKED = AsciiString.cached("chunked");
    static final AsciiString CLOSE = AsciiString.cached("close");
    static final AsciiString NO = AsciiString.cached("no");
    static final AsciiString NO_CACHE = AsciiString.cached("no-cache");
    static final AsciiString FALSE = AsciiString.cached("false");

    private Names() {}
}
