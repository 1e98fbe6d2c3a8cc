package org.modelgate.common.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.vertx.core.buffer.Buffer;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.modelgate.common.bus.messages.Admit;
import org.modelgate.common.bus.messages.CountTokens;
import org.modelgate.common.bus.messages.CountTranslated;
import org.modelgate.common.bus.messages.CreditExhausted;
import org.modelgate.common.bus.messages.Credits;
import org.modelgate.common.bus.messages.Generation;
import org.modelgate.common.bus.messages.Models;
import org.modelgate.common.bus.messages.OpenTranslation;
import org.modelgate.common.bus.messages.Preferences;
import org.modelgate.common.bus.messages.Principal;
import org.modelgate.common.bus.messages.ProviderHealth;
import org.modelgate.common.bus.messages.ReadModels;
import org.modelgate.common.bus.messages.ReadProviders;
import org.modelgate.common.bus.messages.Recall;
import org.modelgate.common.bus.messages.RouteCall;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.bus.messages.TokensCounted;
import org.modelgate.common.bus.messages.TranslateCount;
import org.modelgate.common.error.CreditShortage;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.BodyScan;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.inference.UsageSource;
import org.modelgate.common.stream.Head;
import org.modelgate.common.stream.StreamFrame;
import org.modelgate.common.stream.StreamRef;

class WireFormatTest {
    private static final String FROM = "gw.e.k2j4h5g6.3";
    private static final Buffer BYTES = Buffer.buffer("payload \u00e4");
    private static final UUID CALL = UUID.fromString("0198a7f0-1111-7222-8333-444455556666");
    private static final StreamRef REF = new StreamRef(FROM, 1L << 40, 65_536);
    private static final GatewayError ERROR = new GatewayError(
            Fault.PROVIDER, ErrorCode.PROVIDER_ERROR, 418, "teapot \u00fc", "messages[0]", null, 1_500);
    private static final Head HEAD =
            new Head(200, List.of(Map.entry("content-type", "text/event-stream"), Map.entry("x", "")));

    static Stream<Envelope> envelopes() {
        return Stream.concat(
                messages().map(message -> new Envelope.Ask(FROM, 17, message, BYTES)),
                Stream.of(
                        new Envelope.Reply(FROM, 1, new Credits(1, -2, Long.MAX_VALUE), Buffer.buffer()),
                        new Envelope.Refusal(FROM, 2, ERROR),
                        new Envelope.Refusal(FROM, 3, ERROR.withShortage(new CreditShortage(3, -2, 1))),
                        new Envelope.Notice(FROM, new ReadModels(), BYTES),
                        new Envelope.Offer(
                                FROM, 3, new Envelope.Reply(FROM, 4, new ReadModels(), Buffer.buffer()), 1 << 25),
                        new Envelope.Grant(FROM, 5, REF),
                        new Envelope.OfferRefused(FROM, 6, GatewayError.unavailable("full")),
                        new Envelope.Heartbeat(
                                FROM,
                                7,
                                6,
                                true,
                                List.of(new Envelope.StreamMark(1, 2), new Envelope.StreamMark(Long.MAX_VALUE, 3)),
                                List.of()),
                        new Envelope.Reset(FROM, true),
                        new Envelope.LoadTable("k2j4h5g6", "uuid", List.of(new Envelope.LoadEntry(FROM, 9, true))),
                        new Envelope.LoadTable(
                                "k2j4h5g6",
                                "uuid",
                                List.of(),
                                List.of(new TargetMark("provider@eu/model", 7), new TargetMark("", 0))),
                        new Envelope.Frame(FROM, new StreamFrame.HeadFrame(8, 1, HEAD)),
                        new Envelope.Frame(FROM, new StreamFrame.Data(8, 2, BYTES)),
                        new Envelope.Frame(FROM, new StreamFrame.Whole(8, 1, HEAD, BYTES)),
                        new Envelope.Frame(FROM, new StreamFrame.End(8, 3, BYTES)),
                        new Envelope.Frame(FROM, new StreamFrame.Fail(8, 4, ERROR)),
                        new Envelope.Frame(FROM, new StreamFrame.Credit(8, 1, 32_768)),
                        new Envelope.Frame(FROM, new StreamFrame.Cancel(8, 0, ERROR)),
                        new Envelope.Frame(FROM, new StreamFrame.Taken(8, 0))));
    }

    private static Stream<BusMessage> messages() {
        Principal principal = new Principal("acme", "key-1", List.of(List.of("eu")));
        Usage usage = new Usage(1, 2, 3, 4, 5, 1, 0);
        var attempt = new Settle.AttemptRecord("anthropic", "claude", "ok", 200, usage, null);
        BodyScan scan = new BodyScan(
                "m",
                new BodyScan.Span(1, 2),
                true,
                null,
                null,
                1,
                false,
                null,
                List.of(new BodyScan.Span(3, 4)),
                10,
                0,
                0,
                1,
                false,
                false,
                0,
                99,
                0,
                Map.of("anthropic-beta", "b"),
                Map.of("models", new BodyScan.Span(5, 9)),
                Map.of("user", new BodyScan.Span(10, 14)));
        return Stream.of(
                new RouteCall(
                        CALL,
                        principal,
                        DialectId.OPENAI_CHAT,
                        scan,
                        Map.of("a", "b"),
                        1,
                        2,
                        REF,
                        new Preferences(Map.of("x-portkey-provider", "p"), "/v1/messages")),
                new CountTokens(CALL, principal, DialectId.ANTHROPIC_MESSAGES, scan, Map.of("a", "b")),
                new TokensCounted(12, true, "p", "m", List.of("seed;unsupported")),
                new TranslateCount(
                        CALL,
                        DialectId.ANTHROPIC_MESSAGES,
                        DialectId.OPENAI_CHAT,
                        "m",
                        "p",
                        "acme",
                        100,
                        Map.of("a", "b")),
                new CountTranslated(Map.of("a", "b"), List.of()),
                new Recall("acme"),
                new CreditExhausted(CALL),
                new ReadProviders(),
                new ProviderHealth(
                        "k2j4h5g6",
                        List.of(new ProviderHealth.Entry(
                                "p/m", "open", "failures", 5_000, 1, 9, 5, 2, 300L, null, 40L))),
                new Admit(
                        CALL,
                        principal,
                        List.of("m", "n"),
                        10,
                        true,
                        false,
                        null,
                        List.of(8_192L, 4_096L),
                        1,
                        30_000,
                        null,
                        List.of(),
                        null,
                        null),
                new Settle(
                        CALL,
                        principal,
                        "m",
                        usage,
                        UsageSource.PROVIDER_FINAL,
                        "p",
                        null,
                        "completed",
                        List.of(attempt),
                        5,
                        -1,
                        null,
                        null),
                new OpenTranslation(
                        CALL,
                        DialectId.ANTHROPIC_MESSAGES,
                        DialectId.OPENAI_CHAT,
                        "c",
                        "t",
                        "p",
                        "acme",
                        true,
                        100L,
                        12,
                        Map.of(),
                        1,
                        REF,
                        2),
                new Generation(CALL, "m", null, null, "failed", usage, "s", 1, 2, 3, 4, List.of(attempt)),
                new Models(List.of(new Models.Entry(
                        "m",
                        List.of("alias"),
                        "o",
                        1,
                        200_000L,
                        null,
                        new BigDecimal("3.75"),
                        null,
                        null,
                        null,
                        null,
                        List.of("tools")))));
    }

    @ParameterizedTest
    @MethodSource("envelopes")
    void whatIsWrittenIsReadAgain(Envelope envelope) {
        // The event bus hands out the whole message: ours starts somewhere in it.
        Buffer wire = Buffer.buffer("prefix").appendBuffer(WireFormat.encode(envelope));
        assertThat(WireFormat.decode(wire, 6)).isEqualTo(envelope);
    }

    @ParameterizedTest
    @MethodSource("envelopes")
    void whatIsCutAnywhereIsUnreadableAndThrowsNothing(Envelope envelope) {
        Buffer wire = WireFormat.encode(envelope);
        for (int length = 0; length < wire.length(); length++) {
            Envelope read = WireFormat.decode(wire.getBuffer(0, length), 0);
            assertThat(read).isInstanceOfAny(Envelope.Unreadable.class, Envelope.LoadTable.class);
            if (read instanceof Envelope.LoadTable table) {
                assertThat(length).as("only where an older node's table ends").isEqualTo(olderLength(table));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("envelopes")
    void anotherVersionIsUnreadableButTellsWhatItWasAbout(Envelope envelope) {
        Buffer wire = WireFormat.encode(envelope).setByte(0, (byte) 99);
        assertThat(WireFormat.decode(wire, 0)).isInstanceOfSatisfying(Envelope.Unreadable.class, unreadable -> {
            assertThat(unreadable.from()).isEqualTo(envelope.from());
            if (envelope instanceof Envelope.Ask ask) {
                assertThat(unreadable.concern()).isEqualTo(Envelope.Concern.ASK);
                assertThat(unreadable.id()).isEqualTo(ask.id());
            }
            if (envelope instanceof Envelope.Frame(String from, StreamFrame.ToReceiver frame)) {
                assertThat(unreadable.concern()).isEqualTo(Envelope.Concern.TO_RECEIVER);
                assertThat(unreadable.id()).isEqualTo(frame.stream());
            }
        });
    }

    /** Before there were marks. */
    private static int olderLength(Envelope.LoadTable table) {
        return WireFormat.encode(new Envelope.LoadTable(table.from(), table.clusterNode(), table.entries()))
                        .length()
                - 4;
    }

    @Test
    void anOlderNodesTableHasNoMarks() {
        Envelope.LoadTable table =
                new Envelope.LoadTable("k2j4h5g6", "uuid", List.of(new Envelope.LoadEntry(FROM, 9, true)));
        Buffer wire = WireFormat.encode(table);
        assertThat(WireFormat.decode(wire.getBuffer(0, olderLength(table)), 0)).isEqualTo(table);
    }

    @Test
    void damagedBytesAreUnreadableAndThrowNothing() {
        envelopes().forEach(envelope -> {
            Buffer wire = WireFormat.encode(envelope);
            for (int i = 0; i < wire.length(); i++) {
                Buffer damaged = wire.copy().setByte(i, (byte) ~wire.getByte(i));
                assertThat(WireFormat.decode(damaged, 0)).isNotNull();
            }
        });
    }

    @Test
    void anUnknownMessageTypeIsUnreadable() {
        Buffer wire = WireFormat.encode(new Envelope.Notice(FROM, new ReadModels(), BYTES));
        int typeAt = 2 + 4 + FROM.length() + 8;
        assertThat(WireFormat.decode(wire.setInt(typeAt, 9_999), 0))
                .isInstanceOfSatisfying(
                        Envelope.Unreadable.class,
                        unreadable -> assertThat(unreadable.problem()).contains("9999"));
    }

    @Test
    void everyMessageHasANumber() {
        List<String> messages = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("org.modelgate.common.bus.messages")
                        .stream()
                        .filter(type -> type.isAssignableTo(BusMessage.class))
                        .map(type -> type.getName())
                        .toList();
        assertThat(WireTypes.all().stream().map(Class::getName)).containsExactlyInAnyOrderElementsOf(messages);
    }

    @Test
    void aMessageWithoutNumberIsRefusedWhenItIsWritten() {
        record Unlisted() implements BusMessage {}
        assertThatThrownBy(() -> WireFormat.encode(new Envelope.Notice(FROM, new Unlisted(), BYTES)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anOlderNodeReadsANewerMessageAndTheOtherWayRound() throws Exception {
        record NewerCredits(long balanceNano, long reservedNano, long spentNano, String currency, List<Long> more) {}
        record OlderAdmit(UUID callId, List<String> models, List<Long> modelMaxOutputTokens, long timeoutMillis) {}
        byte[] newer = WireFormat.mapper().writeValueAsBytes(new NewerCredits(1, 2, 3, "USD", List.of(4L)));
        assertThat(WireFormat.mapper().readValue(newer, Credits.class)).isEqualTo(new Credits(1, 2, 3));
        byte[] older = WireFormat.mapper().writeValueAsBytes(new OlderAdmit(CALL, List.of("m"), List.of(8L), 5));
        Admit admit = WireFormat.mapper().readValue(older, Admit.class);
        assertThat(admit.callId()).isEqualTo(CALL);
        assertThat(admit.maxOutputTokens()).isNull();
        assertThat(admit.cacheWrites()).isFalse();
    }
}
