package org.modelgate.common.bus;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.databind.CBORMapper;
import io.vertx.core.buffer.Buffer;
import org.modelgate.common.bus.WireReader.WireException;
import org.modelgate.common.stream.StreamFrame;

/**
 * Envelopes between JVMs. An envelope is version, kind, sender and id, then what its kind adds; these four stay as they are
 * in every version, so that an older node can refuse what it can't read. Fields may be added at the end of a kind and of a
 * message's record; anything else needs a new version.
 */
final class WireFormat {
    static final int VERSION = 2;

    private static final ObjectMapper CBOR = CBORMapper.builder(CBORFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(64)
                            .maxStringLength(1 << 20)
                            .build())
                    .build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .build();

    private static final int ASK = 1;
    private static final int REPLY = 2;
    private static final int REFUSAL = 3;
    private static final int NOTICE = 4;
    private static final int HEAD = 5;
    private static final int DATA = 6;
    private static final int WHOLE = 7;
    private static final int END = 8;
    private static final int FAIL = 9;
    private static final int CREDIT = 10;
    private static final int CANCEL = 11;
    private static final int TAKEN = 12;
    private static final int OFFER = 13;
    private static final int GRANT = 14;
    private static final int OFFER_REFUSED = 15;
    private static final int HEARTBEAT = 16;
    private static final int RESET = 17;
    private static final int LOAD_TABLE = 18;

    private static final int OVERHEAD = 128;

    private WireFormat() {}

    /** How records are written. */
    static ObjectMapper mapper() {
        return CBOR;
    }

    /** @throws IllegalArgumentException for a message that isn't in {@link WireTypes} */
    static Buffer encode(Envelope envelope) {
        Buffer out = Buffer.buffer(OVERHEAD + payloadBytes(envelope));
        write(envelope, out);
        return out;
    }

    private static int payloadBytes(Envelope envelope) {
        return switch (envelope) {
            case Envelope.Ask ask -> ask.payload().length();
            case Envelope.Reply reply -> reply.payload().length();
            case Envelope.Notice notice -> notice.payload().length();
            case Envelope.Frame(var from, StreamFrame.Data data) -> data.bytes().length();
            case Envelope.Frame(var from, StreamFrame.Whole whole) ->
                whole.bytes().length();
            case Envelope other -> 0;
        };
    }

    private static WireWriter start(Buffer out, int kind, String from, long id) {
        return new WireWriter(out, CBOR).u8(VERSION).u8(kind).text(from).i64(id);
    }

    private static void write(Envelope envelope, Buffer out) {
        String from = envelope.from();
        switch (envelope) {
            case Envelope.Frame frame -> write(frame.frame(), from, out);
            case Envelope.Ask ask ->
                start(out, ASK, from, ask.id()).message(ask.message()).bytes(ask.payload());
            case Envelope.Reply reply ->
                start(out, REPLY, from, reply.id()).message(reply.message()).bytes(reply.payload());
            case Envelope.Refusal refusal ->
                start(out, REFUSAL, from, refusal.id()).error(refusal.error());
            case Envelope.Notice notice ->
                start(out, NOTICE, from, 0).message(notice.message()).bytes(notice.payload());
            case Envelope.Offer offer -> {
                start(out, OFFER, from, offer.id()).i32(offer.payloadBytes());
                write(offer.message(), out);
            }
            case Envelope.Grant grant -> start(out, GRANT, from, grant.id()).ref(grant.ref());
            case Envelope.OfferRefused refused ->
                start(out, OFFER_REFUSED, from, refused.id()).error(refused.error());
            case Envelope.Heartbeat beat ->
                start(out, HEARTBEAT, from, 0)
                        .i32(beat.number())
                        .i32(beat.seen())
                        .bool(beat.wanted())
                        .marks(beat.writing())
                        .marks(beat.reading());
            case Envelope.Reset reset -> start(out, RESET, from, 0).bool(reset.closed());
            case Envelope.LoadTable table ->
                start(out, LOAD_TABLE, from, 0)
                        .text(table.clusterNode())
                        .loads(table.entries())
                        .marksOfTargets(table.marks());
            case Envelope.Encoded encoded -> out.appendBuffer(encoded.bytes());
            case Envelope.Unreadable unreadable -> throw new IllegalArgumentException("only arrives");
        }
    }

    private static void write(StreamFrame frame, String from, Buffer out) {
        switch (frame) {
            case StreamFrame.Data data -> start(out, DATA, from, frame).bytes(data.bytes());
            case StreamFrame.HeadFrame head -> start(out, HEAD, from, frame).head(head.head());
            case StreamFrame.Whole whole ->
                start(out, WHOLE, from, frame).head(whole.head()).bytes(whole.bytes());
            case StreamFrame.End end -> start(out, END, from, frame).bytes(end.trailer());
            case StreamFrame.Fail fail -> start(out, FAIL, from, frame).error(fail.error());
            case StreamFrame.Credit credit -> start(out, CREDIT, from, frame).i32(credit.bytes());
            case StreamFrame.Cancel cancel -> start(out, CANCEL, from, frame).error(cancel.reason());
            case StreamFrame.Taken taken -> start(out, TAKEN, from, frame);
        }
    }

    private static WireWriter start(Buffer out, int kind, String from, StreamFrame frame) {
        return start(out, kind, from, frame.stream()).i32(frame.sequence());
    }

    /** Never throws: what can't be read comes back as {@link Envelope.Unreadable}. */
    static Envelope decode(Buffer in, int position) {
        WireReader reader = new WireReader(in, position, CBOR);
        int kind = 0;
        String from = "";
        long id = 0;
        try {
            int version = reader.u8();
            kind = reader.u8();
            from = reader.text();
            id = reader.i64();
            if (version != VERSION) {
                throw new WireException("version " + version);
            }
            return body(reader, kind, from, id, in);
        } catch (WireException | RuntimeException e) {
            String problem = e.getMessage() == null ? e.toString() : e.getMessage();
            return new Envelope.Unreadable(from, concern(kind), id, problem);
        }
    }

    private static Envelope body(WireReader in, int kind, String from, long id, Buffer buffer) throws WireException {
        return switch (kind) {
            case ASK -> new Envelope.Ask(from, id, in.message(), in.bytes());
            case REPLY -> new Envelope.Reply(from, id, in.message(), in.bytes());
            case REFUSAL -> new Envelope.Refusal(from, id, in.error());
            case NOTICE -> new Envelope.Notice(from, in.message(), in.bytes());
            case OFFER -> offer(in, from, id, buffer);
            case GRANT -> new Envelope.Grant(from, id, in.ref());
            case OFFER_REFUSED -> new Envelope.OfferRefused(from, id, in.error());
            case HEARTBEAT -> new Envelope.Heartbeat(from, in.i32(), in.i32(), in.bool(), in.marks(), in.marks());
            case RESET -> new Envelope.Reset(from, in.bool());
            case LOAD_TABLE -> new Envelope.LoadTable(from, in.text(), in.loads(), in.marksOfTargets());
            default -> new Envelope.Frame(from, frame(in, kind, id));
        };
    }

    private static Envelope offer(WireReader in, String from, long id, Buffer buffer) throws WireException {
        int payloadBytes = in.i32();
        Envelope message = decode(buffer, in.position());
        return switch (message) {
            case Envelope.Ask ask -> new Envelope.Offer(from, id, ask, payloadBytes);
            case Envelope.Reply reply -> new Envelope.Offer(from, id, reply, payloadBytes);
            case Envelope.Notice notice -> new Envelope.Offer(from, id, notice, payloadBytes);
            case Envelope.Unreadable unreadable -> throw new WireException(unreadable.problem());
            case Envelope other -> throw new WireException("an offer of no message");
        };
    }

    private static StreamFrame frame(WireReader in, int kind, long id) throws WireException {
        int sequence = in.i32();
        return switch (kind) {
            case HEAD -> new StreamFrame.HeadFrame(id, sequence, in.head());
            case DATA -> new StreamFrame.Data(id, sequence, in.bytes());
            case WHOLE -> new StreamFrame.Whole(id, sequence, in.head(), in.bytes());
            case END -> new StreamFrame.End(id, sequence, in.bytes());
            case FAIL -> new StreamFrame.Fail(id, sequence, in.error());
            case CREDIT -> new StreamFrame.Credit(id, sequence, in.i32());
            case CANCEL -> new StreamFrame.Cancel(id, sequence, in.error());
            case TAKEN -> new StreamFrame.Taken(id, sequence);
            default -> throw new WireException("unknown kind " + kind);
        };
    }

    private static Envelope.Concern concern(int kind) {
        return switch (kind) {
            case ASK -> Envelope.Concern.ASK;
            case REPLY, REFUSAL -> Envelope.Concern.REPLY;
            case OFFER -> Envelope.Concern.OFFER;
            case GRANT, OFFER_REFUSED -> Envelope.Concern.GRANT;
            case HEAD, DATA, WHOLE, END, FAIL -> Envelope.Concern.TO_RECEIVER;
            case CREDIT, CANCEL, TAKEN -> Envelope.Concern.TO_SENDER;
            default -> Envelope.Concern.OTHER;
        };
    }
}
