package org.modelgate.common.bus;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.modelgate.common.bus.messages.OpenTranslation;
import org.modelgate.common.bus.messages.Progress;
import org.modelgate.common.bus.messages.ReservationDurable;
import org.modelgate.common.bus.messages.TranslationOpened;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.stream.Head;
import org.modelgate.common.stream.InboundHandler;
import org.modelgate.common.stream.InboundStream;
import org.modelgate.common.stream.OutboundHandler;
import org.modelgate.common.stream.OutboundStream;

/**
 * A node in a process of its own, to be stopped and continued. It writes to the stream of each {@link OpenTranslation} without
 * end, reads one that it opens itself, and tells the asker what became of both: {@link ReservationDurable} when its writing
 * was cancelled; {@link Progress} when its reading is over, with the bytes read before in {@code input} and, in a second one,
 * the bytes that came afterwards in {@code output}.
 */
final class FrozenPeer {
    private FrozenPeer() {}

    /** @param args name of the cluster, the asker's member port, own member port */
    public static void main(String[] args) {
        int asker = Integer.parseInt(args[1]);
        int own = Integer.parseInt(args[2]);
        LocalBus bus = TwoNodes.start(args[0], own, List.of(asker, own), BusOptions.defaults());
        LocalBus.At at = bus.open(Role.TRANSLATOR);
        at.run(() -> at.endpoint().serve(OpenTranslation.class, ask -> {
            write(bus, at, ask);
            return Future.succeededFuture(
                    Answer.of(new TranslationOpened(read(bus, at, ask).ref(), Map.of(), List.of())));
        }));
    }

    private static void write(LocalBus bus, LocalBus.At at, Delivery<OpenTranslation> ask) {
        AtomicReference<Long> timer = new AtomicReference<>(-1L);
        OutboundStream out = at.endpoint().openOutbound(ask.message().answer(), new OutboundHandler() {
            @Override
            public void onWritable() {}

            @Override
            public void onCancelled(GatewayError reason) {
                bus.vertx().cancelTimer(timer.get());
                at.endpoint()
                        .send(ask.from(), new ReservationDurable(ask.message().callId()));
            }
        });
        out.head(new Head(200, List.of()));
        timer.set(bus.vertx().setPeriodic(5, id -> out.write(Buffer.buffer("some bytes"))));
    }

    private static InboundStream read(LocalBus bus, LocalBus.At at, Delivery<OpenTranslation> ask) {
        UUID call = ask.message().callId();
        AtomicReference<InboundStream> in = new AtomicReference<>();
        in.set(at.endpoint().openInbound(ask.from(), Duration.ofMinutes(1), new InboundHandler() {
            private int before;
            private int after;
            private boolean over;

            @Override
            public void onHead(Head head) {}

            @Override
            public void onData(Buffer data) {
                if (over) {
                    after += data.length();
                } else {
                    before += data.length();
                }
                in.get().consumed(data.length());
            }

            @Override
            public void onEnd(Buffer trailer) {
                over("end");
            }

            @Override
            public void onError(GatewayError error) {
                over("error");
            }

            private void over(String how) {
                over = true;
                report(how);
                bus.vertx().setTimer(2_000, id -> report("later"));
            }

            private void report(String how) {
                at.endpoint().send(ask.from(), new Progress(call, how, Usage.of(before, after), "m"));
            }
        }));
        return in.get();
    }
}
