package org.modelgate.translator.dialect.openaichat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.modelgate.common.inference.GatewayUsage;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.GatewayUsageJson;
import org.modelgate.translator.framing.JsonBytes;
import org.modelgate.translator.framing.Splices;
import org.modelgate.translator.framing.SseEncoder;
import org.modelgate.translator.framing.SseScanner;

/** The held end of a stream as the client gets it: its last chunk with {@code gateway_usage}, then {@code [DONE]}. */
final class ChatTail {
    private static final byte[] DONE = "[DONE]".getBytes(UTF_8);
    private static final byte[] DONE_EVENT = "data: [DONE]\n\n".getBytes(UTF_8);

    private final boolean includeUsage;
    private final byte[] prefix;

    /** @param prefix what the stream's chunks begin with, up to the value of {@code choices}; may be empty */
    ChatTail(boolean includeUsage, byte[] prefix) {
        this.includeUsage = includeUsage;
        this.prefix = prefix;
    }

    byte[] write(byte[] held, GatewayUsage usage) {
        List<byte[]> kept = new ArrayList<>();
        int last = -1;
        byte[] done = DONE_EVENT;
        byte[] member = GatewayUsageJson.member(usage);
        SseScanner events = new SseScanner();
        ChunkScan scan = new ChunkScan();
        events.feed(held);
        while (events.next()) {
            byte[] event = Arrays.copyOfRange(events.buffer(), events.start(), events.end());
            if (JsonBytes.startsWith(events.buffer(), events.dataStart(), events.dataEnd(), DONE)) {
                done = event;
                continue;
            }
            byte[] data = events.data();
            boolean readable = scan.scan(data, 0, data.length);
            if (readable && !includeUsage && scan.hasUsage() && scan.choices == 0) {
                continue;
            }
            if (readable) {
                last = kept.size();
            }
            kept.add(event);
        }
        if (last < 0) {
            kept.add(chunkOf(member));
        } else {
            byte[] event = kept.get(last);
            kept.set(last, Splices.withMember(event, 0, event.length, member));
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(held.length + member.length + 32);
        kept.forEach(out::writeBytes);
        out.writeBytes(done);
        return out.toByteArray();
    }

    /** The chunks that an answer ends with as at its cap: one for its open choices, one for the usage. */
    byte[] cut(List<Integer> open, Usage used) {
        StringBuilder choices = new StringBuilder("[");
        for (int index : open) {
            choices.append(choices.length() == 1 ? "" : ",")
                    .append("{\"index\":")
                    .append(index)
                    .append(",\"delta\":{},\"logprobs\":null,\"finish_reason\":\"length\"}");
        }
        StringBuilder last = new StringBuilder(head()).append("[],\"usage\":");
        UsageJson.append(last, used);
        ByteArrayOutputStream out = new ByteArrayOutputStream(1024);
        out.writeBytes(SseEncoder.data((head() + choices + "]}").getBytes(UTF_8)));
        out.writeBytes(SseEncoder.data(last.append('}').toString().getBytes(UTF_8)));
        return out.toByteArray();
    }

    private String head() {
        return prefix.length == 0 ? "{\"object\":\"chat.completion.chunk\",\"choices\":" : new String(prefix, UTF_8);
    }

    /** For an answer that ended with {@code [DONE]} alone: a chunk that says nothing but the charge. */
    private byte[] chunkOf(byte[] member) {
        return SseEncoder.data((head() + "[]," + new String(member, UTF_8) + '}').getBytes(UTF_8));
    }
}
