package org.modelgate.edge;

import java.time.Duration;
import org.modelgate.edge.http.EdgeLimits;

/** The standard limits with a fast sweep; a test shortens the one it is about. */
public final class TestLimits {
    private int openRequests = EdgeLimits.standard().openRequests();
    private long bufferedBodyBytes = EdgeLimits.standard().bufferedBodyBytes();
    private Duration head = EdgeLimits.standard().head();
    private Duration keepAlive = EdgeLimits.standard().keepAlive();
    private Duration bodyGrace = EdgeLimits.standard().bodyGrace();
    private Duration linger = EdgeLimits.standard().linger();
    private Duration ping = EdgeLimits.standard().ping();
    private Duration stalled = EdgeLimits.standard().stalled();

    public TestLimits openRequests(int most) {
        openRequests = most;
        return this;
    }

    public TestLimits bufferedBodyBytes(long most) {
        bufferedBodyBytes = most;
        return this;
    }

    public TestLimits head(Duration limit) {
        head = limit;
        return this;
    }

    public TestLimits keepAlive(Duration limit) {
        keepAlive = limit;
        return this;
    }

    public TestLimits bodyGrace(Duration limit) {
        bodyGrace = limit;
        return this;
    }

    public TestLimits linger(Duration limit) {
        linger = limit;
        return this;
    }

    public TestLimits ping(Duration limit) {
        ping = limit;
        return this;
    }

    public TestLimits stalled(Duration limit) {
        stalled = limit;
        return this;
    }

    EdgeLimits build() {
        return new EdgeLimits(
                openRequests,
                bufferedBodyBytes,
                Duration.ofMillis(20),
                head,
                keepAlive,
                bodyGrace,
                EdgeLimits.standard().bodyBytesPerSecond(),
                linger,
                ping,
                stalled,
                EdgeLimits.standard().call());
    }
}
