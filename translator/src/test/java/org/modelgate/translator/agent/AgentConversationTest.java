package org.modelgate.translator.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.json.Json;
import org.modelgate.translator.AnswerContext;
import org.modelgate.translator.ClientDialect;
import org.modelgate.translator.Dialect;
import org.modelgate.translator.Dialects;
import org.modelgate.translator.Samples;
import org.modelgate.translator.StreamDecoder;
import org.modelgate.translator.StreamEncoder;
import org.modelgate.translator.StreamTap;
import org.modelgate.translator.TargetContext;
import org.modelgate.translator.Warnings;

/**
 * Twenty turns of an agent that thinks and calls tools, by each client dialect on each provider: all reasoning state comes back as
 * it was (pitfalls 6, 23, 27, 28), and each request continues the one before, so that prompt caches hold.
 */
class AgentConversationTest {
    private static final int TURNS = 20;

    static Stream<Arguments> pairs() {
        return Dialects.clients().stream()
                .flatMap(client -> Dialects.all().stream().map(provider -> Arguments.of(client.id(), provider.id())));
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("pairs")
    void keepsReasoningAndPrefix(DialectId clientId, DialectId providerId) throws IOException {
        keepsReasoningAndPrefix(clientId, providerId, false);
    }

    /** Answers put together as each dialect's own SDK does, with its rules checked on the way. */
    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("pairs")
    void keepsReasoningAndPrefixOfStreams(DialectId clientId, DialectId providerId) throws IOException {
        keepsReasoningAndPrefix(clientId, providerId, true);
    }

    private static void keepsReasoningAndPrefix(DialectId clientId, DialectId providerId, boolean stream)
            throws IOException {
        Conversation conversation = new Conversation(
                Dialects.client(clientId), Dialects.get(providerId), AgentProvider.of(providerId), stream);
        List<JsonNode> requests = new ArrayList<>();
        for (int turn = 0; turn < TURNS; turn++) {
            requests.add(conversation.turn(turn));
        }
        for (int turn = 1; turn < TURNS; turn++) {
            assertContinues(conversation.actor, requests.get(turn - 1), requests.get(turn));
        }
        String last = requests.getLast().toString();
        for (int turn = 0; turn < TURNS - 1; turn++) {
            assertThat(occurrences(last, AgentProvider.state(turn)))
                    .as("reasoning state of turn " + turn + " in " + last)
                    .isEqualTo(1);
        }
        assertThat(last).doesNotContain("gw1.");
    }

    private static void assertContinues(AgentProvider actor, JsonNode before, JsonNode after) {
        List<JsonNode> earlier = withoutCacheMarks(actor.turns(before));
        List<JsonNode> later = withoutCacheMarks(actor.turns(after));
        assertThat(later).hasSizeGreaterThan(earlier.size());
        assertThat(later.subList(0, earlier.size())).isEqualTo(earlier);
        assertThat(rest(after, actor)).isEqualTo(rest(before, actor));
    }

    /** Marks of automatic caching move to the newest turn; they are no part of the prefix. */
    private static List<JsonNode> withoutCacheMarks(JsonNode turns) {
        List<JsonNode> copies = new ArrayList<>();
        turns.forEach(turn -> {
            JsonNode copy = turn.deepCopy();
            copy.findParents("cache_control").forEach(holder -> ((ObjectNode) holder).remove("cache_control"));
            copies.add(copy);
        });
        return copies;
    }

    private static JsonNode rest(JsonNode request, AgentProvider actor) {
        return ((ObjectNode) request.deepCopy()).without(actor.conversation);
    }

    private static int occurrences(String text, String part) {
        return text.split(Pattern.quote(part), -1).length - 1;
    }

    /** One client's conversation through the gateway's codecs. */
    private static final class Conversation {
        private final ClientDialect client;
        private final Dialect provider;
        private final AgentProvider actor;
        private final AgentClient agent;
        private final boolean stream;

        Conversation(ClientDialect client, Dialect provider, AgentProvider actor, boolean stream) {
            this.stream = stream;
            this.client = client;
            this.provider = provider;
            this.actor = actor;
            this.agent = AgentClient.of(client.id());
        }

        /** @return what the provider was asked */
        JsonNode turn(int turn) throws IOException {
            byte[] asked = agent.request(stream);
            byte[] answer = actor.answer(turn);
            byte[] streamed = AgentStream.of(provider.id(), tree(answer));
            if (client.id() == provider.id()) {
                BodyScan scan = client.scanner().scan(asked);
                if (stream) {
                    agent.takeStream(passed(client.passthrough().streamTap(scan), streamed));
                } else {
                    agent.take(tree(client.passthrough().withGatewayUsage(answer, Samples.CHARGE)));
                }
                return tree(client.passthrough().patch(asked, scan, actor.model, 4_096));
            }
            InferenceRequest request = client.requests().decode(asked, Map.of(), new Warnings());
            TargetContext target = Samples.target("sim", actor.model);
            byte[] sent =
                    provider.requests().encode(request, target, new Warnings()).body();
            AnswerContext context = new AnswerContext(
                    "0123456789abcdef0123456789abcd" + (10 + turn),
                    1_700_000_000L,
                    request.model(),
                    "sim",
                    actor.model,
                    provider.id(),
                    Samples.carriers("acme"),
                    request);
            if (stream) {
                agent.takeStream(translated(streamed, client.streams().encoder(context, 10)));
            } else {
                byte[] shown = client.responses().encode(provider.responses().decode(answer), context, Samples.CHARGE);
                agent.take(tree(shown));
            }
            return tree(sent);
        }

        private static byte[] passed(StreamTap tap, byte[] streamed) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(tap.feed(streamed));
            tap.end();
            assertThat(tap.error()).isNull();
            out.writeBytes(tap.tail(Samples.CHARGE));
            return out.toByteArray();
        }

        private byte[] translated(byte[] streamed, StreamEncoder encoder) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            StreamDecoder decoder = provider.streams().decoder();
            decoder.feed(streamed, event -> out.writeBytes(encoder.encode(event)));
            decoder.end(event -> out.writeBytes(encoder.encode(event)));
            out.writeBytes(encoder.finish(Samples.CHARGE));
            return out.toByteArray();
        }

        private static JsonNode tree(byte[] json) throws IOException {
            return Json.mapper().readTree(json);
        }
    }
}
