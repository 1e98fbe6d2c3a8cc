package org.modelgate.translator.dialect.gemini;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.modelgate.translator.dialect.gemini.Streams.chunk;
import static org.modelgate.translator.dialect.gemini.Streams.finish;
import static org.modelgate.translator.dialect.gemini.Streams.text;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.inference.StreamEvent;
import org.modelgate.common.inference.Usage;
import org.modelgate.translator.AnswerFacts;
import org.modelgate.translator.StreamTap;
import org.modelgate.translator.StreamTap.Phase;

class GeminiStreamTapTest {
    private static final String USAGE =
            "data: {\"usageMetadata\":{\"promptTokenCount\":9,\"candidatesTokenCount\":3,\"totalTokenCount\":12}}\n\n";

    private final StreamTap tap = new GeminiStreamTap();

    private String feed(String bytes) {
        return new String(tap.feed(bytes.getBytes(UTF_8)), UTF_8);
    }

    @Test
    void contentGoesOnAsTheSameArray() {
        byte[] bytes = text("Hi").getBytes(UTF_8);
        assertThat(tap.feed(bytes)).isSameAs(bytes);
        assertThat(tap.phase()).isEqualTo(Phase.CONTENT);
    }

    @Test
    void whatComesBeforeTheFirstContentIsHeldBack() {
        String empty = chunk("", "");
        assertThat(feed(empty)).isEmpty();
        assertThat(tap.phase()).isEqualTo(Phase.PREAMBLE);
        assertThat(tap.contentSeen()).isFalse();
        assertThat(feed(text("Hi"))).isEqualTo(empty + text("Hi"));
    }

    @Test
    void theTailIsKeptAndWholeWhenTheStreamEnds() {
        feed(text("Hi"));
        assertThat(feed(finish("STOP") + USAGE)).isEmpty();
        assertThat(tap.phase()).isEqualTo(Phase.TAIL);
        assertThat(tap.rawTail()).asString(UTF_8).isEqualTo(finish("STOP") + USAGE);
        tap.end();
        assertThat(tap.phase()).isEqualTo(Phase.COMPLETE);
        assertThat(tap.usage()).isEqualTo(Usage.of(9, 3));
        assertThat(tap.usageFinal()).isTrue();
        assertThat(tap.upstreamId()).isEqualTo("r");
        assertThat(tap.textBytes()).isEqualTo(2);
    }

    @Test
    void contentBehindAFinishReasonGoesOnAfterAll() {
        feed(text("a"));
        String first = chunk("{\"text\":\"b\"}", ",\"finishReason\":\"STOP\"");
        String second = text("c");
        assertThat(feed(first)).isEmpty();
        assertThat(feed(second)).isEqualTo(first + second);
        assertThat(feed(finish("STOP"))).isEmpty();
        tap.end();
        assertThat(tap.phase()).isEqualTo(Phase.COMPLETE);
    }

    @Test
    void aStreamWithoutAFinishReasonHasFailed() {
        feed(text("Hi"));
        tap.end();
        assertThat(tap.phase()).isEqualTo(Phase.FAILED);
        assertThat(tap.contentSeen()).isTrue();
    }

    @Test
    void aModelThatGaveNothingMayBeAskedElsewhere() {
        assertThat(feed(finish("MALFORMED_FUNCTION_CALL"))).isEmpty();
        assertThat(tap.phase()).isEqualTo(Phase.FAILED);
        assertThat(tap.contentSeen()).isFalse();
    }

    @Test
    void aBlockedPromptIsAnAnswer() {
        feed("data: {\"promptFeedback\":{\"blockReason\":\"SAFETY\"}}\n\n" + USAGE);
        tap.end();
        assertThat(tap.phase()).isEqualTo(Phase.COMPLETE);
        assertThat(tap.contentSeen()).isFalse();
    }

    @Test
    void anErrorInTheStreamIsTheProviders() {
        feed(text("Hi"));
        feed("data: {\"error\":{\"code\":429,\"status\":\"RESOURCE_EXHAUSTED\",\"message\":\"x\"}}\n\n");
        assertThat(tap.phase()).isEqualTo(Phase.FAILED);
        assertThat(tap.error().code()).isEqualTo(ErrorCode.RATE_LIMIT_EXCEEDED);
    }

    @Test
    void anErrorInBareLinesIsTheProviders() {
        feed(text("Hi") + "{\n \"error\": {\n  \"code\": 503,\n");
        feed("  \"message\": \"overloaded\",\n  \"status\": \"UNAVAILABLE\"\n }\n}\n");
        tap.end();
        assertThat(tap.error().code()).isEqualTo(ErrorCode.OVERLOADED);
    }

    @Test
    void aWordThatLooksLikeAFieldMisleadsNobody() {
        feed(text("\\\"finishReason\\\":\\\"STOP\\\",\\\"error\\\":{\\\"code\\\":500}"));
        assertThat(tap.phase()).isEqualTo(Phase.CONTENT);
    }

    @Test
    void aLastEventWithoutItsEmptyLineCountsIfItEndsTheAnswer() {
        feed(text("Hi") + finish("STOP").stripTrailing());
        tap.end();
        assertThat(tap.phase()).isEqualTo(Phase.COMPLETE);
        assertThat(tap.rawTail()).asString(UTF_8).isEqualTo(finish("STOP"));
    }

    @Property(tries = 200)
    void anySplitGivesTheSameBytesAndFacts(@ForAll @Size(max = 30) List<@IntRange(max = 60) Integer> steps) {
        String stream = chunk("", "") + ": c\n\n" + Streams.resource("thoughts-and-calls.sse") + USAGE;
        byte[] bytes = stream.getBytes(UTF_8);
        StreamTap watched = new GeminiStreamTap();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        for (int step : steps) {
            int to = Math.min(bytes.length, at + step);
            out.writeBytes(watched.feed(Arrays.copyOfRange(bytes, at, to)));
            at = to;
        }
        out.writeBytes(watched.feed(Arrays.copyOfRange(bytes, at, bytes.length)));
        watched.end();
        out.writeBytes(watched.rawTail());
        assertThat(watched.phase()).isEqualTo(Phase.COMPLETE);
        assertThat(watched.usage()).isEqualTo(Usage.of(9, 3));
        assertThat(Streams.decode(out.toString(UTF_8)).stream()
                        .filter(e -> !(e instanceof StreamEvent.Ping))
                        .toList())
                .isEqualTo(Streams.decode(stream).stream()
                        .filter(e -> !(e instanceof StreamEvent.Ping))
                        .toList());
    }

    @Property(tries = 100)
    void tapAndDecoderAgreeWhetherACutStreamIsWhole(@ForAll @IntRange(max = 3_000) int cut) {
        byte[] bytes = (Streams.resource("thoughts-and-calls.sse") + USAGE).getBytes(UTF_8);
        String part = new String(bytes, 0, Math.min(cut, bytes.length), UTF_8);
        StreamTap watched = new GeminiStreamTap();
        watched.feed(part.getBytes(UTF_8));
        watched.end();
        if (watched.phase() == Phase.FAILED) {
            assertThat(Streams.decode(part)).last().isInstanceOf(StreamEvent.Failed.class);
        }
    }

    @Test
    void aWholeAnswerIsRead() {
        AnswerFacts facts = new GeminiMeter().read("""
                {"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":"STOP",
                  "groundingMetadata":{"webSearchQueries":["a","b"]}}],
                 "usageMetadata":{"promptTokenCount":100,"cachedContentTokenCount":40,"candidatesTokenCount":9,
                  "thoughtsTokenCount":3,"toolUsePromptTokenCount":5,"totalTokenCount":117},
                 "modelVersion":"gemini-2.5-flash","responseId":"r"}""".getBytes(UTF_8));
        assertThat(facts.error()).isNull();
        assertThat(facts.usage()).isEqualTo(new Usage(60, 40, 0, 0, 12, 3, 1));
        assertThat(facts.upstreamId()).isEqualTo("r");
        assertThat(facts.textBytes()).isEqualTo(2);
    }

    @Test
    void thoughtsThatTheTotalShowsToBeInsideAreNotAddedAgain() {
        AnswerFacts facts = new GeminiMeter().read("""
                {"candidates":[{"content":{"parts":[{"text":"Hi"}]}}],"usageMetadata":{"promptTokenCount":10,
                 "candidatesTokenCount":9,"thoughtsTokenCount":3,"toolUsePromptTokenCount":5,"totalTokenCount":24}}""".getBytes(UTF_8));
        assertThat(facts.usage()).isEqualTo(new Usage(15, 0, 0, 0, 9, 3, 0));
    }

    @Test
    void anAnswerThatIsNoneIsAnError() {
        for (String body : List.of("", "<html>", "[]", "{}", "{\"candidates\":[]}", "{\"candidates\":[{}]}")) {
            assertThat(new GeminiMeter().read(body.getBytes(UTF_8)).error())
                    .as(body)
                    .isNotNull();
        }
        assertThat(new GeminiMeter()
                        .read("[{\"error\":{\"code\":503,\"message\":\"m\"}}]".getBytes(UTF_8))
                        .error()
                        .code())
                .isEqualTo(ErrorCode.OVERLOADED);
    }
}
