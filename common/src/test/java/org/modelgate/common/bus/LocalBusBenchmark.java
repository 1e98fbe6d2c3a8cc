package org.modelgate.common.bus;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.modelgate.common.bus.messages.Credits;
import org.modelgate.common.bus.messages.ReadCredits;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.stream.Head;
import org.modelgate.common.stream.InboundHandler;
import org.modelgate.common.stream.InboundStream;
import org.modelgate.common.stream.OutboundHandler;
import org.modelgate.common.stream.OutboundStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Cost of a call and of a frame inside one process. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LocalBusBenchmark {
    private static final int BATCH = 10_000;
    private static final int AT_ONCE = 32;
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Head OK = new Head(200, List.of());
    private static final Buffer CHUNK = Buffer.buffer(new byte[150]);

    @Param({"true", "false"})
    public boolean sameLoop;

    private Vertx vertx;
    private Context context;
    private BusEndpoint edge;
    private BusEndpoint router;
    private Context routerContext;

    @Setup
    public void start() {
        vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(2));
        Bus bus = Bus.create(vertx, BusOptions.defaults(), System::nanoTime);
        context = ((VertxInternal) vertx).createEventLoopContext();
        routerContext = sameLoop ? context : ((VertxInternal) vertx).createEventLoopContext();
        edge = open(bus, context, Role.EDGE);
        router = open(bus, routerContext, Role.ROUTER);
        Future<Answer<Credits>> answer = Future.succeededFuture(Answer.of(new Credits(1, 0, 0)));
        router.serve(ReadCredits.class, ask -> answer);
    }

    private static BusEndpoint open(Bus bus, Context context, Role role) {
        Promise<BusEndpoint> opened = Promise.promise();
        context.runOnContext(v -> bus.open(role).onComplete(opened));
        return LocalBus.result(opened.future());
    }

    @TearDown
    public void stop() {
        LocalBus.result(vertx.close());
    }

    /** Request and answer. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void call() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(v -> {
            int[] left = {BATCH, BATCH};
            for (int i = 0; i < AT_ONCE; i++) {
                ask(left, done);
            }
        });
        LocalBus.result(done.future());
    }

    private void ask(int[] left, Promise<Void> done) {
        if (left[0]-- > 0) {
            edge.request(router.address(), new ReadCredits("acme"), LONG).onComplete(answer -> {
                if (--left[1] == 0) {
                    done.complete();
                }
                ask(left, done);
            });
        }
    }

    /** One DATA frame of 150 bytes, credits included. */
    @Benchmark
    @OperationsPerInvocation(BATCH)
    public void frame() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(v -> {
            Reader reader = new Reader(done);
            InboundStream in = edge.openInbound(router.address(), LONG, reader);
            reader.stream = in;
            routerContext.runOnContext(w -> {
                Writer writer = new Writer();
                writer.stream = router.openOutbound(in.ref(), writer);
                writer.onWritable();
            });
        });
        LocalBus.result(done.future());
    }

    /** A whole stream of one answer: open, head, bytes, end. */
    @Benchmark
    @OperationsPerInvocation(1_000)
    public void unaryStream() {
        Promise<Void> done = Promise.promise();
        context.runOnContext(v -> unary(1_000, done));
        LocalBus.result(done.future());
    }

    private void unary(int left, Promise<Void> done) {
        if (left == 0) {
            done.complete();
            return;
        }
        Promise<Void> one = Promise.promise();
        one.future().onComplete(v -> unary(left - 1, done));
        InboundStream in = edge.openInbound(router.address(), LONG, new Reader(one));
        routerContext.runOnContext(
                w -> router.openOutbound(in.ref(), new Writer()).whole(OK, CHUNK));
    }

    private static final class Reader implements InboundHandler {
        private final Promise<Void> done;
        private InboundStream stream;

        Reader(Promise<Void> done) {
            this.done = done;
        }

        @Override
        public void onHead(Head head) {}

        @Override
        public void onData(Buffer data) {
            if (stream != null) {
                stream.consumed(data.length());
            }
        }

        @Override
        public void onEnd(Buffer trailer) {
            done.complete();
        }

        @Override
        public void onError(GatewayError error) {
            done.fail(error.asException());
        }
    }

    private static final class Writer implements OutboundHandler {
        private OutboundStream stream;
        private int left = BATCH;

        @Override
        public void onWritable() {
            while (left > 0) {
                left--;
                if (!stream.write(CHUNK)) {
                    break;
                }
            }
            if (left == 0) {
                stream.end(Buffer.buffer());
            }
        }

        @Override
        public void onCancelled(GatewayError reason) {
            throw new IllegalStateException(reason.message());
        }
    }
}
