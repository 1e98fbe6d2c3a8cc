package org.modelgate.edge.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;
import io.vertx.core.http.impl.http2.Http2ServerConnection;

/**
 * A client's connection: how long a request's head takes, how long it is idle, whether bytes leave. Vert.x has no timeout for
 * heads and none that spares running requests, and it doesn't show how much of an answer is still unsent: that is why this is the
 * one class that reaches below its API.
 */
final class ClientConnection extends ChannelInboundHandlerAdapter {
    /** Vert.x's name of its idle handler; it guards the time until here, see {@link ServerOptions}. */
    private static final String IDLE_HANDLER = "idle";

    private static final long NO_HEAD = Long.MIN_VALUE;

    private final Exchanges edge;
    private final HttpConnection connection;
    private final Channel channel;
    private final boolean http1;
    private int open;
    private long idleSince;
    private long headSince = NO_HEAD;

    ClientConnection(Exchanges edge, HttpConnection connection) {
        this.edge = edge;
        this.connection = connection;
        this.channel =
                ((HttpServerConnection) connection).channelHandlerContext().channel();
        this.http1 = !(connection instanceof Http2ServerConnection);
        this.idleSince = edge.now();
        if (channel.pipeline().get(IDLE_HANDLER) != null) {
            channel.pipeline().remove(IDLE_HANDLER);
        }
        if (http1) {
            headSince = edge.now();
            channel.pipeline().addFirst(this);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (open == 0 && headSince == NO_HEAD) {
            headSince = edge.now();
        }
        context.fireChannelRead(message);
    }

    void requestBegan() {
        open++;
        headSince = NO_HEAD;
    }

    void requestFinished() {
        open--;
        idleSince = edge.now();
    }

    boolean http1() {
        return http1;
    }

    /** Bytes that were given to the socket and didn't leave yet. */
    long unsent() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes() - buffer.currentProgress();
    }

    void sweep(long now, EdgeLimits limits) {
        if (open > 0) {
            return;
        }
        if (headSince != NO_HEAD) {
            if (now - headSince > limits.head().toNanos()) {
                close();
            }
        } else if (now - idleSince > limits.keepAlive().toNanos()) {
            close();
        }
    }

    void close() {
        connection.close();
    }

    /** Tells an HTTP/2 client to open no more streams; on HTTP/1 each answer says it. */
    void drain() {
        if (!http1) {
            connection.shutdown(edge.limits().call());
        }
    }
}
