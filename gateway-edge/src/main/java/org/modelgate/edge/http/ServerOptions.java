package org.modelgate.edge.http;

import io.vertx.core.http.Http2Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How the servers listen: every option that matters is set, whatever Vert.x's default is. */
public final class ServerOptions {
    private static final int LINE_BYTES = 4 * 1024;
    private static final int HEADER_BYTES = 8 * 1024;
    private static final int READ_BYTES = 64 * 1024;
    private static final int BACKLOG = 1_024;
    private static final int HTTP2_STREAMS = 256;
    private static final int HTTP2_STREAM_WINDOW = 256 * 1024;
    private static final int HTTP2_CONNECTION_WINDOW = 4 * 1024 * 1024;
    /** A client that hangs up on many streams at once is no attacker yet. */
    private static final int HTTP2_RESETS = 400;

    private static final int HTTP2_RESETS_SECONDS = 30;

    private ServerOptions() {}

    /**
     * Options for clients' connections.
     *
     * @param cert PEM files; null for clear text
     */
    public static HttpServerOptions of(EdgeLimits limits, @Nullable Path cert, @Nullable Path key) {
        HttpServerOptions options = new HttpServerOptions()
                .setMaxInitialLineLength(LINE_BYTES)
                .setMaxHeaderSize(HEADER_BYTES)
                .setMaxChunkSize(READ_BYTES)
                .setAcceptBacklog(BACKLOG)
                .setTcpNoDelay(true)
                .setTcpKeepAlive(true)
                .setReuseAddress(true)
                .setCompressionSupported(false)
                .setDecompressionSupported(false)
                // By hand, after key and length are checked.
                .setHandle100ContinueAutomatically(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setStrictThreadMode(true);
        guardTheStart(options, limits);
        http2(options);
        if (cert != null && key != null) {
            tls(options, cert, key);
        }
        return options;
    }

    /**
     * Nothing is written before the first request, so a connection that hasn't sent its whole head in time meets the write-idle
     * timeout, however it drips. {@link ClientConnection} takes over from there.
     */
    private static void guardTheStart(HttpServerOptions options, EdgeLimits limits) {
        options.setIdleTimeout(0)
                .setReadIdleTimeout(0)
                .setWriteIdleTimeout((int) limits.head().toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setSslHandshakeTimeout(limits.head().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    }

    private static void http2(HttpServerOptions options) {
        options.setHttp2ClearTextEnabled(true)
                .setHttp2ConnectionWindowSize(HTTP2_CONNECTION_WINDOW)
                .setHttp2RstFloodMaxRstFramePerWindow(HTTP2_RESETS)
                .setHttp2RstFloodWindowDuration(HTTP2_RESETS_SECONDS)
                .setHttp2RstFloodWindowDurationTimeUnit(TimeUnit.SECONDS)
                .setInitialSettings(new Http2Settings()
                        .setPushEnabled(false)
                        .setMaxConcurrentStreams(HTTP2_STREAMS)
                        .setInitialWindowSize(HTTP2_STREAM_WINDOW)
                        .setMaxHeaderListSize(HEADER_BYTES));
    }

    private static void tls(HttpServerOptions options, Path cert, Path key) {
        options.setSsl(true)
                .setUseAlpn(true)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
                .setKeyCertOptions(
                        new PemKeyCertOptions().setCertPath(cert.toString()).setKeyPath(key.toString()));
    }
}
