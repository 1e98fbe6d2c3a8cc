package org.modelgate.deploy.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What stands between clients and several edges: each connection goes to the next of them, and can be cut. */
final class CuttingProxy implements AutoCloseable {
    private final ServerSocket server;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    /** @param gateways for one connection each, in that order; further ones are refused */
    CuttingProxy(List<String> gateways) {
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(() -> accept(gateways.iterator()));
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    private void accept(Iterator<String> gateways) {
        try (server) {
            while (gateways.hasNext()) {
                Socket client = server.accept();
                URI gateway = URI.create(gateways.next());
                Socket connected = new Socket(gateway.getHost(), gateway.getPort());
                sockets.add(client);
                sockets.add(connected);
                Thread.ofVirtual().start(() -> pass(client, connected));
                Thread.ofVirtual().start(() -> pass(connected, client));
            }
        } catch (IOException closed) {
            cut();
        }
    }

    private static void pass(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException cut) {
            // Both ends are closed: what a client and an edge see of a broken network.
        }
    }

    /** Breaks all connections. */
    void cut() {
        for (Socket socket : sockets) {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        sockets.clear();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }
}
