package org.modelgate.deploy.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A client that asks for a stream and then takes nothing of it. */
final class NeverReader implements AutoCloseable {
    private final Socket socket = new Socket();

    NeverReader(URI gateway, String key, Wire wire, String body) {
        try {
            socket.setReceiveBufferSize(4096);
            socket.connect(new InetSocketAddress(gateway.getHost(), gateway.getPort()), 20_000);
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            String head =
                    "POST %s HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer %s\r\n".formatted(wire.path(), key)
                            + "content-type: application/json\r\ncontent-length: %d\r\n\r\n".formatted(bytes.length);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
