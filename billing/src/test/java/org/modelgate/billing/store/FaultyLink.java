package org.modelgate.billing.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** The network between a billing node and its PostgreSQL server, on loopback; it knows a commit when it sees one. */
final class FaultyLink implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    private static final byte[] COMMIT = "COMMIT".getBytes(StandardCharsets.US_ASCII);

    /** What becomes of the next commits. */
    enum Commits {
        PASS,
        /** The connection breaks before the server hears of it. */
        CUT_BEFORE,
        /** The connection breaks when the server has done it, before the node hears of that. */
        CUT_AFTER,
        /** The server's answer waits for {@link #release}. */
        HOLD
    }

    private final ServerSocket listening;
    private final int port;
    private final AtomicInteger commits = new AtomicInteger();
    private volatile Commits mode = Commits.PASS;
    private volatile CountDownLatch released = new CountDownLatch(1);

    /** @param port of the server */
    FaultyLink(int port) throws IOException {
        this.port = port;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().name("link").start(this::accept);
    }

    /** The same database through this link. */
    String through(String url) {
        return url.replace(":" + port + "/", ":" + listening.getLocalPort() + "/");
    }

    void commits(Commits next) {
        mode = next;
    }

    /** Lets go what was held. */
    void release() {
        mode = Commits.PASS;
        CountDownLatch held = released;
        released = new CountDownLatch(1);
        held.countDown();
    }

    /** Commits that were sent. */
    int commits() {
        return commits.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket node = listening.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
                Link link = new Link(node, server);
                Thread.ofPlatform().daemon().name("link up").start(() -> link.pass(node, server, true));
                Thread.ofPlatform().daemon().name("link down").start(() -> link.pass(server, node, false));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private final class Link {
        private final Socket node;
        private final Socket server;
        private volatile Commits pending = Commits.PASS;

        Link(Socket node, Socket server) {
            this.node = node;
            this.server = server;
        }

        void pass(Socket from, Socket to, boolean up) {
            byte[] bytes = new byte[BUFFER];
            try (node;
                    server) {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
                    if (up ? !asked(bytes, read) : !answered()) {
                        return;
                    }
                    out.write(bytes, 0, read);
                }
            } catch (IOException cut) {
                // Both ends are closed, which is what the node sees.
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        /** Returns whether it goes on to the server. */
        private boolean asked(byte[] bytes, int length) {
            if (!isCommit(bytes, length)) {
                return true;
            }
            commits.incrementAndGet();
            pending = mode;
            return pending != Commits.CUT_BEFORE;
        }

        private boolean answered() throws InterruptedException {
            Commits now = pending;
            pending = Commits.PASS;
            if (now == Commits.HOLD) {
                released.await();
            }
            return now != Commits.CUT_AFTER;
        }

        private static boolean isCommit(byte[] bytes, int length) {
            for (int i = 0; i + COMMIT.length <= length; i++) {
                int matched = 0;
                while (matched < COMMIT.length && bytes[i + matched] == COMMIT[matched]) {
                    matched++;
                }
                if (matched == COMMIT.length) {
                    return true;
                }
            }
            return false;
        }
    }

    @Override
    public void close() throws IOException {
        release();
        listening.close();
    }
}
