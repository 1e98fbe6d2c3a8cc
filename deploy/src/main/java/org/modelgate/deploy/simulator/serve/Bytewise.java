package org.modelgate.deploy.simulator.serve;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import org.modelgate.deploy.simulator.core.Event;

/** Cuts events into single bytes. */
final class Bytewise {

    private Bytewise() {}

    static List<Event> split(List<Event> events) {
        List<Event> bytes = new ArrayList<>();
        for (Event event : events) {
            Buffer whole = event.bytes();
            for (int i = 0; i < whole.length(); i++) {
                boolean last = i == whole.length() - 1;
                bytes.add(Event.of(whole.getBuffer(i, i + 1), last ? event.outputTokens() : 0));
            }
        }
        return bytes;
    }
}
