package org.modelgate.router.flow;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.Usage;
import org.modelgate.router.upstream.UpstreamListener.Reading;
import org.modelgate.translator.AnswerFacts;
import org.modelgate.translator.AnswerMeter;

/** A whole answer, kept until its charge is known. */
final class WholeReader implements AnswerReader {
    private static final byte[] NOTHING = {};

    private final AnswerMeter meter;
    private final Owner owner;
    private final BiConsumer<byte[], GatewayUsage> delivery;
    private byte[] body = NOTHING;
    private @Nullable AnswerFacts facts;

    /** @param delivery sends body and charge to the client */
    WholeReader(AnswerMeter meter, Owner owner, BiConsumer<byte[], GatewayUsage> delivery) {
        this.meter = meter;
        this.owner = owner;
        this.delivery = delivery;
    }

    @Override
    public Reading reading() {
        return Reading.WHOLE;
    }

    @Override
    public void bytes(byte[] bytes) {
        body = bytes;
    }

    @Override
    public void end() {
        AnswerFacts read = meter.read(body);
        facts = read;
        if (read.error() == null) {
            owner.onComplete();
        } else {
            owner.onBroken(read.error());
        }
    }

    /** Nothing leaves before the settlement, which includes the reservation. */
    @Override
    public void release() {}

    @Override
    public long events() {
        return 0;
    }

    @Override
    public boolean contentSeen() {
        return false;
    }

    @Override
    public boolean delivered() {
        return false;
    }

    /** Half an answer is none. */
    @Override
    public boolean mayCut() {
        return false;
    }

    @Override
    public void cut(Usage used) {
        throw new IllegalStateException("a whole answer can't be cut");
    }

    @Override
    public void detach() {}

    @Override
    public void finish(GatewayUsage usage) {
        delivery.accept(body, usage);
    }

    @Override
    public @Nullable Usage usage() {
        return facts == null ? null : facts.usage();
    }

    @Override
    public boolean usageFinal() {
        return facts != null && facts.usage() != null;
    }

    @Override
    public long textBytes() {
        return facts == null ? 0 : facts.textBytes();
    }

    @Override
    public @Nullable String upstreamId() {
        return facts == null ? null : facts.upstreamId();
    }
}
