package org.modelgate.common.bus;

import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A TCP proxy in front of a node's event bus whose connections a test can break or let hang. */
final class BreakableLink implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final NetClient client = vertx.createNetClient();
    private final List<NetSocket> sockets = new CopyOnWriteArrayList<>();
    private final int port;

    BreakableLink(int target) {
        NetServer server = vertx.createNetServer(
                new NetServerOptions().setHost("127.0.0.1").setPort(0));
        server.connectHandler(socket -> {
            socket.pause();
            sockets.add(socket);
            client.connect(target, "127.0.0.1").onSuccess(behind -> {
                sockets.add(behind);
                behind.handler(socket::write);
                behind.closeHandler(v -> socket.close());
                socket.handler(behind::write);
                socket.closeHandler(v -> behind.close());
                socket.resume();
            });
        });
        port = LocalBus.result(server.listen()).actualPort();
    }

    int port() {
        return port;
    }

    /** Closes all connections; what is on its way is lost, new ones are possible. */
    void breakAll() {
        sockets.forEach(NetSocket::close);
        sockets.clear();
    }

    /** Connections stay, but nothing passes any more. */
    void hang() {
        sockets.forEach(NetSocket::pause);
    }

    void goOn() {
        sockets.forEach(NetSocket::resume);
    }

    @Override
    public void close() {
        LocalBus.result(vertx.close());
    }
}
