package org.modelgate.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.modelgate.router.Wire.BLOCK;
import static org.modelgate.router.Wire.END;
import static org.modelgate.router.Wire.START;
import static org.modelgate.router.Wire.delta;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.http.ScriptedUpstream;
import org.modelgate.common.http.ScriptedUpstream.Exchange;
import org.modelgate.common.inference.DialectId;

/** A client may leave at any byte of its answer. */
class LeavingProperties {
    private static final byte[] MESSAGES = (START + BLOCK + delta("abcdefgh") + END).getBytes(StandardCharsets.UTF_8);
    private static final byte[] CHAT = (DrainTest.CONTENT + DrainTest.FINISH).getBytes(StandardCharsets.UTF_8);
    /** What the whole answer is charged in both dialects. */
    private static final long FULL = 15;

    private static RouterFixture router;

    @BeforeContainer
    static void start() {
        router = DrainTest.fixture();
        router.first.thenHold();
        router.second.thenHold();
    }

    @AfterContainer
    static void stop() {
        router.close();
    }

    @Property(tries = 60)
    @Label("I11: whoever leaves a stream that its provider took pays something, and never more than all of it")
    void whoLeavesPaysSomethingAndNotMoreThanAll(
            @ForAll boolean chat, @ForAll @IntRange(max = 600) int offset, @ForAll boolean ends) {
        byte[] stream = chat ? CHAT : MESSAGES;
        int given = Math.min(offset, stream.length);
        ScriptedUpstream provider = chat ? router.first : router.second;
        int before = router.billing.settles.size();
        RouterFixture.Call call = router.call(
                chat ? DialectId.OPENAI_CHAT : DialectId.ANTHROPIC_MESSAGES,
                RouterFixture.body(chat ? "chat" : "messages", true),
                10_000);
        Exchange upstream = provider.takeOpen();
        upstream.head(200, "content-type", "text/event-stream");
        upstream.chunk(Arrays.copyOf(stream, given));
        call.leave();
        if (ends) {
            upstream.chunk(Arrays.copyOfRange(stream, given, stream.length));
            upstream.end();
        } else {
            upstream.cut();
        }
        await().until(() -> router.billing.settles.size() == before + 1);
        Settle settle = router.billing.settles.getLast();
        assertThat(settle.usage()).as("accepted, so not free").isNotNull();
        assertThat(settle.usage().total()).isBetween(1L, FULL);
    }
}
