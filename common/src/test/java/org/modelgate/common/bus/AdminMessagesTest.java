package org.modelgate.common.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.modelgate.common.bus.messages.AuthenticateAccount;
import org.modelgate.common.bus.messages.Generation;
import org.modelgate.common.bus.messages.admin.AccountInfo;
import org.modelgate.common.bus.messages.admin.AccountPage;
import org.modelgate.common.bus.messages.admin.AuditPage;
import org.modelgate.common.bus.messages.admin.ChangeAccount;
import org.modelgate.common.bus.messages.admin.ChangeKey;
import org.modelgate.common.bus.messages.admin.CreateAccount;
import org.modelgate.common.bus.messages.admin.CreateKey;
import org.modelgate.common.bus.messages.admin.CreditsGranted;
import org.modelgate.common.bus.messages.admin.GrantCredits;
import org.modelgate.common.bus.messages.admin.KeyInfo;
import org.modelgate.common.bus.messages.admin.KeyLimits;
import org.modelgate.common.bus.messages.admin.KeyPage;
import org.modelgate.common.bus.messages.admin.KeysChanged;
import org.modelgate.common.bus.messages.admin.LedgerPage;
import org.modelgate.common.bus.messages.admin.ListAccounts;
import org.modelgate.common.bus.messages.admin.ListKeys;
import org.modelgate.common.bus.messages.admin.ReadAccount;
import org.modelgate.common.bus.messages.admin.ReadAudit;
import org.modelgate.common.bus.messages.admin.ReadKey;
import org.modelgate.common.bus.messages.admin.ReadLedger;
import org.modelgate.common.bus.messages.admin.ReadRequests;
import org.modelgate.common.bus.messages.admin.ReadStatement;
import org.modelgate.common.bus.messages.admin.ReadUsage;
import org.modelgate.common.bus.messages.admin.ReadWebhooks;
import org.modelgate.common.bus.messages.admin.RefundCall;
import org.modelgate.common.bus.messages.admin.Refunded;
import org.modelgate.common.bus.messages.admin.RequestPage;
import org.modelgate.common.bus.messages.admin.RetryWebhook;
import org.modelgate.common.bus.messages.admin.RevokeKey;
import org.modelgate.common.bus.messages.admin.Statement;
import org.modelgate.common.bus.messages.admin.UsageDimension;
import org.modelgate.common.bus.messages.admin.UsageReport;
import org.modelgate.common.bus.messages.admin.WebhookInfo;
import org.modelgate.common.bus.messages.admin.WebhookPage;
import org.modelgate.common.bus.messages.answers.AnswerClaim;
import org.modelgate.common.bus.messages.answers.AnswerKept;
import org.modelgate.common.bus.messages.answers.ClaimAnswer;
import org.modelgate.common.bus.messages.answers.KeepAnswer;
import org.modelgate.common.bus.messages.answers.ReleaseAnswer;
import org.modelgate.common.bus.messages.answers.TakeUndelivered;
import org.modelgate.common.bus.messages.answers.UndeliveredAnswer;
import org.modelgate.common.inference.Usage;

/** Operators' messages and kept answers reach a node of their own. */
class AdminMessagesTest {
    private static final UUID CALL = UUID.fromString("0198a7f0-1111-7222-8333-444455556666");
    private static final AccountInfo ACCOUNT = new AccountInfo("acme", null, 1, -2, Long.MAX_VALUE, 4);
    private static final KeyLimits LIMITS = new KeyLimits(-1, 2, 3, 4, List.of("*"));
    private static final KeyInfo KEY =
            new KeyInfo("key_1", "acme", "ci", "wxyz", "admin", true, null, 5L, LIMITS, 6, 7, List.of());
    private static final WebhookInfo WEBHOOK =
            new WebhookInfo("evt_1", "balance.low", "acme", "{}", 1, "pending", 2, 500, "status 500", 3L);
    private static final Generation GENERATION =
            new Generation(CALL, "m", null, null, "failed", Usage.of(1, 2), "s", 1, 2, 3, 4, List.of());

    static Stream<BusMessage> messages() {
        return Stream.of(
                ACCOUNT,
                new AccountPage(List.of(ACCOUNT), "b"),
                new CreateAccount("a", "acme", 5, "pro"),
                new ListAccounts(null, 5),
                new ReadAccount("acme"),
                new ChangeAccount("a", "acme", null),
                new GrantCredits("a", "acme", 5, "r", 9L),
                new CreditsGranted(ACCOUNT, true),
                new ReadLedger("acme", null, 5),
                new LedgerPage(List.of(new LedgerPage.Entry("i", "charge", -5, "r", "a", 9)), null),
                KEY,
                new KeyPage(List.of(KEY), null),
                new CreateKey("a", "acme", "ci", "d", "l", false, 8L, LIMITS, List.of()),
                new ListKeys("acme", null, 5),
                new ReadKey("key_1"),
                new ChangeKey(
                        "a", "key_1", null, false, 0L, -1L, null, null, null, null, null, null, null, List.of(), null),
                new RevokeKey("a", "key_1"),
                new KeysChanged(List.of("key_1")),
                new ReadUsage(1, 2, List.of(UsageDimension.values()), null, 5),
                new UsageReport(List.of(new UsageReport.Row(List.of("a"), 1, Usage.of(1, 2), 3)), false),
                new ReadRequests(1, 2, null, null, "m", null, null, CALL, 5),
                new RequestPage(List.of(new RequestPage.Row("acme", "key_1", 5, GENERATION)), CALL),
                new RefundCall("a", CALL, null, "r", ""),
                new Refunded(CALL, "acme", 1, 2, 3, true),
                new ReadAudit(5L, 6),
                new AuditPage(List.of(new AuditPage.Entry(1, 2, "a", "b", "c", null, "{}")), 5L),
                new ReadStatement("acme", 1, 2),
                new Statement("acme", 1, 2, 3, 4, 5, 6, 7, 8, List.of(new Statement.Line("m", 1, 2))),
                new AuthenticateAccount("acme"),
                new ClaimAnswer("acme", "k", "f", CALL),
                new AnswerClaim(AnswerClaim.Verdict.REPLAY, 200, Map.of("a", "b"), CALL),
                new KeepAnswer("acme", "k", CALL, 200, Map.of(), true),
                new ReleaseAnswer("acme", "k", CALL),
                new AnswerKept(),
                new ReadWebhooks("dead", null, 5),
                new WebhookPage(List.of(WEBHOOK), "evt_1"),
                new RetryWebhook("a", "evt_1"),
                WEBHOOK,
                new TakeUndelivered("f"),
                new UndeliveredAnswer(UndeliveredAnswer.State.ANSWERED, 200, Map.of("a", "b"), CALL));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void whatIsWrittenIsReadAgain(BusMessage message) {
        Envelope envelope = new Envelope.Ask("gw.e.k2j4h5g6.3", 17, message, Buffer.buffer("p"));
        assertThat(WireFormat.decode(WireFormat.encode(envelope), 0)).isEqualTo(envelope);
    }
}
