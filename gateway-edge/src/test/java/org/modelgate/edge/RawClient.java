package org.modelgate.edge;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;

/** A client that sends any bytes. */
public final class RawClient implements AutoCloseable {
    private static final int WAIT_MILLIS = 10_000;

    private final Socket socket;

    public RawClient(int port) throws IOException {
        this(port, 0);
    }

    /** @param receiveBuffer bytes the kernel takes before the client reads; 0 for the default */
    public RawClient(int port, int receiveBuffer) throws IOException {
        socket = new Socket();
        if (receiveBuffer > 0) {
            socket.setReceiveBufferSize(receiveBuffer);
        }
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(WAIT_MILLIS);
        socket.setTcpNoDelay(true);
    }

    public RawClient send(String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
        return this;
    }

    /** Everything until the server closes, in whichever way. */
    public String readToEnd() throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        byte[] some = new byte[8192];
        try {
            for (int n = in.read(some); n >= 0; n = in.read(some)) {
                all.write(some, 0, n);
            }
        } catch (SocketException e) {
            all.writeBytes("[reset]".getBytes(StandardCharsets.US_ASCII));
        }
        return all.toString(StandardCharsets.ISO_8859_1);
    }

    /** Up to and with the first occurrence of {@code mark}. */
    public String readUntil(String mark) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(mark) < 0) {
            int c = socket.getInputStream().read();
            if (c < 0) {
                throw new IOException("the server closed after: " + text);
            }
            text.append((char) c);
        }
        return text.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
