package org.modelgate.common.bus;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.messages.Admit;
import org.modelgate.common.bus.messages.AdmitCount;
import org.modelgate.common.bus.messages.Admitted;
import org.modelgate.common.bus.messages.Authenticate;
import org.modelgate.common.bus.messages.AuthenticateAccount;
import org.modelgate.common.bus.messages.Authenticated;
import org.modelgate.common.bus.messages.CountTokens;
import org.modelgate.common.bus.messages.CountTranslated;
import org.modelgate.common.bus.messages.CreditExhausted;
import org.modelgate.common.bus.messages.Credits;
import org.modelgate.common.bus.messages.Generation;
import org.modelgate.common.bus.messages.LimitFigures;
import org.modelgate.common.bus.messages.Models;
import org.modelgate.common.bus.messages.OpenTranslation;
import org.modelgate.common.bus.messages.Progress;
import org.modelgate.common.bus.messages.ProviderHealth;
import org.modelgate.common.bus.messages.ReadCredits;
import org.modelgate.common.bus.messages.ReadGeneration;
import org.modelgate.common.bus.messages.ReadLimits;
import org.modelgate.common.bus.messages.ReadModels;
import org.modelgate.common.bus.messages.ReadProviders;
import org.modelgate.common.bus.messages.Recall;
import org.modelgate.common.bus.messages.ReservationDurable;
import org.modelgate.common.bus.messages.RouteCall;
import org.modelgate.common.bus.messages.Settle;
import org.modelgate.common.bus.messages.Settled;
import org.modelgate.common.bus.messages.TokensCounted;
import org.modelgate.common.bus.messages.TranslateCount;
import org.modelgate.common.bus.messages.TranslationOpened;
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

/**
 * All messages that can go to another node, by number: the position in the list, from 1. New ones go to the end; none is
 * ever removed or moved, for other nodes may run another version.
 */
final class WireTypes {
    private static final List<Class<? extends BusMessage>> ALL = List.of(
            Admit.class,
            Admitted.class,
            Authenticate.class,
            Authenticated.class,
            Credits.class,
            Generation.class,
            Models.class,
            OpenTranslation.class,
            Progress.class,
            ReadCredits.class,
            ReadGeneration.class,
            ReadModels.class,
            ReservationDurable.class,
            RouteCall.class,
            Settle.class,
            Settled.class,
            TranslationOpened.class,
            CountTokens.class,
            TokensCounted.class,
            TranslateCount.class,
            CountTranslated.class,
            Recall.class,
            CreditExhausted.class,
            ReadProviders.class,
            ProviderHealth.class,
            AccountInfo.class,
            AccountPage.class,
            CreateAccount.class,
            ListAccounts.class,
            ReadAccount.class,
            ChangeAccount.class,
            GrantCredits.class,
            CreditsGranted.class,
            ReadLedger.class,
            LedgerPage.class,
            KeyInfo.class,
            KeyPage.class,
            CreateKey.class,
            ListKeys.class,
            ReadKey.class,
            ChangeKey.class,
            RevokeKey.class,
            KeysChanged.class,
            ReadUsage.class,
            UsageReport.class,
            ReadRequests.class,
            RequestPage.class,
            RefundCall.class,
            Refunded.class,
            ReadAudit.class,
            AuditPage.class,
            ReadStatement.class,
            Statement.class,
            AuthenticateAccount.class,
            ClaimAnswer.class,
            AnswerClaim.class,
            KeepAnswer.class,
            ReleaseAnswer.class,
            AnswerKept.class,
            ReadLimits.class,
            AdmitCount.class,
            LimitFigures.class,
            ReadWebhooks.class,
            WebhookPage.class,
            RetryWebhook.class,
            WebhookInfo.class,
            TakeUndelivered.class,
            UndeliveredAnswer.class);

    private static final Map<Class<?>, Integer> NUMBERS = numbers();

    private WireTypes() {}

    static List<Class<? extends BusMessage>> all() {
        return ALL;
    }

    /** Null if this version has no such type. */
    static @Nullable Class<? extends BusMessage> byNumber(int number) {
        return number >= 1 && number <= ALL.size() ? ALL.get(number - 1) : null;
    }

    /** @throws IllegalArgumentException if it isn't in the list, which is a bug */
    static int numberOf(BusMessage message) {
        Integer number = NUMBERS.get(message.getClass());
        if (number == null) {
            throw new IllegalArgumentException(message.getClass().getName() + " is not in WireTypes");
        }
        return number;
    }

    private static Map<Class<?>, Integer> numbers() {
        Map<Class<?>, Integer> numbers = new HashMap<>();
        for (Class<?> type : ALL) {
            numbers.put(type, numbers.size() + 1);
        }
        return Map.copyOf(numbers);
    }
}
