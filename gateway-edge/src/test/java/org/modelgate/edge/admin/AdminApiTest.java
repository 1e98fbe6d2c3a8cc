package org.modelgate.edge.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.BusMessage;
import org.modelgate.common.bus.Request;
import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.Generation;
import org.modelgate.common.bus.messages.admin.AccountInfo;
import org.modelgate.common.bus.messages.admin.AccountPage;
import org.modelgate.common.bus.messages.admin.BudgetLimit;
import org.modelgate.common.bus.messages.admin.ChangeAccount;
import org.modelgate.common.bus.messages.admin.ChangeKey;
import org.modelgate.common.bus.messages.admin.CreateAccount;
import org.modelgate.common.bus.messages.admin.CreateKey;
import org.modelgate.common.bus.messages.admin.CreditsGranted;
import org.modelgate.common.bus.messages.admin.GrantCredits;
import org.modelgate.common.bus.messages.admin.KeyInfo;
import org.modelgate.common.bus.messages.admin.KeyLimits;
import org.modelgate.common.bus.messages.admin.KeysChanged;
import org.modelgate.common.bus.messages.admin.LedgerPage;
import org.modelgate.common.bus.messages.admin.ListAccounts;
import org.modelgate.common.bus.messages.admin.ReadAccount;
import org.modelgate.common.bus.messages.admin.ReadLedger;
import org.modelgate.common.bus.messages.admin.ReadRequests;
import org.modelgate.common.bus.messages.admin.ReadStatement;
import org.modelgate.common.bus.messages.admin.ReadUsage;
import org.modelgate.common.bus.messages.admin.RefundCall;
import org.modelgate.common.bus.messages.admin.Refunded;
import org.modelgate.common.bus.messages.admin.RequestPage;
import org.modelgate.common.bus.messages.admin.RevokeKey;
import org.modelgate.common.bus.messages.admin.Statement;
import org.modelgate.common.bus.messages.admin.UsageDimension;
import org.modelgate.common.bus.messages.admin.UsageReport;
import org.modelgate.common.error.ErrorCode;
import org.modelgate.common.error.Fault;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.Usage;
import org.modelgate.common.json.Json;
import org.modelgate.common.keys.NewKey;
import org.modelgate.edge.RawClient;
import org.modelgate.edge.Testbed;
import org.modelgate.edge.api.ModelList;
import org.modelgate.edge.auth.Digests;
import org.modelgate.edge.http.CallIds;

class AdminApiTest {
    private static final long DAY = 1_795_219_200_000L;
    private static final AccountInfo ACME = new AccountInfo("acme", "pro", 25_500_000_001L, 10, 3_000_000_000L, DAY);
    private static final KeyInfo KEY = new KeyInfo(
            "key_7",
            "acme",
            "ci",
            "wxyz",
            "admin",
            true,
            null,
            null,
            new KeyLimits(60, -1, -1, 10_000_000_000L, List.of("claude-*")),
            0,
            DAY,
            List.of());
    private static final List<BusMessage> ASKED = new CopyOnWriteArrayList<>();

    private static Testbed bed;

    @BeforeAll
    static void open() {
        bed = new Testbed();
        bed.billing().run(() -> {
            serve(CreateAccount.class, ACME);
            serve(ChangeAccount.class, ACME);
            serve(ListAccounts.class, new AccountPage(List.of(ACME), "acme"));
            serve(GrantCredits.class, new CreditsGranted(ACME, false));
            serve(CreateKey.class, KEY);
            serve(ChangeKey.class, KEY);
            serve(RevokeKey.class, KEY);
            serve(RefundCall.class, new Refunded(new UUID(0, 1), "acme", 5, 5, 9, true));
            bed.billing()
                    .endpoint()
                    .serve(
                            ReadAccount.class,
                            ask -> ask.message().id().equals("acme")
                                    ? Future.succeededFuture(Answer.of(ACME))
                                    : Future.failedFuture(
                                            GatewayError.of(Fault.CLIENT, ErrorCode.NOT_FOUND, "there is no account")
                                                    .asException()));
            serve(
                    ReadUsage.class,
                    new UsageReport(
                            List.of(new UsageReport.Row(
                                    List.of("=a,\"b\"", "2026-11-21"), 2, new Usage(1, 2, 3, 4, 5, 6, 7), 1_500)),
                            true));
            serve(
                    ReadStatement.class,
                    new Statement(
                            "acme",
                            DAY,
                            DAY + 86_400_000,
                            5_000_000_000L,
                            1_000_000_000L,
                            20_000_000L,
                            10_000_000L,
                            2_500_000_000L,
                            3_510_000_000L,
                            List.of(
                                    new Statement.Line("m", 2, 2_400_000_000L),
                                    new Statement.Line("=n,1", 1, 100_000_000L))));
            serve(
                    ReadRequests.class,
                    new RequestPage(
                            List.of(new RequestPage.Row(
                                    "acme",
                                    "key_7",
                                    0,
                                    new Generation(
                                            new UUID(0, 2),
                                            "m",
                                            "p",
                                            "pm",
                                            "completed",
                                            Usage.of(1, 2),
                                            "provider_final",
                                            7,
                                            8,
                                            -1,
                                            DAY,
                                            List.of()))),
                            new UUID(0, 2)));
        });
    }

    private static <Q extends Request<R>, R extends BusMessage> void serve(Class<Q> type, R answer) {
        bed.billing().endpoint().serve(type, ask -> {
            ASKED.add(ask.message());
            return Future.succeededFuture(Answer.of(answer));
        });
    }

    @AfterAll
    static void close() {
        bed.close();
    }

    @BeforeEach
    void forget() {
        ASKED.clear();
    }

    private record Reply(int status, String type, String text) {
        JsonNode json() {
            try {
                return Json.mapper().readTree(text);
            } catch (IOException e) {
                throw new UncheckedIOException(text, e);
            }
        }

        String param() {
            return json().path("error").path("param").asText();
        }
    }

    private static Reply call(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + bed.node().adminPort() + path))
                .header("authorization", "Bearer " + Testbed.ADMIN_KEY)
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = bed.send(request).get();
        return new Reply(
                answer.statusCode(), answer.headers().firstValue("content-type").orElse(""), answer.body());
    }

    private static <M> M asked(Class<M> type) {
        assertThat(ASKED).hasSize(1);
        return type.cast(ASKED.getFirst());
    }

    @Test
    void aStatementIsATableWhoseAmountsAddUp() throws Exception {
        Reply csv = call("GET", "/admin/accounts/acme/statement?from=2026-11-21&to=2026-11-22&format=csv", "");
        String of = "acme,2026-11-21T00:00:00Z,2026-11-22T00:00:00Z,";
        assertThat(csv.type()).isEqualTo("text/csv; charset=utf-8");
        assertThat(csv.text())
                .isEqualTo("account,from,to,type,model,requests,amount_usd\r\n"
                        + of + "opening,,,5.00\r\n"
                        + of + "credit,,,1.00\r\n"
                        + of + "refund,,,0.02\r\n"
                        + of + "expiry,,,-0.01\r\n"
                        + of + "charge,m,2,-2.40\r\n"
                        + of + "charge,\"'=n,1\",1,-0.10\r\n"
                        + of + "closing,,,3.51\r\n");
        Reply json = call("GET", "/admin/accounts/acme/statement?from=2026-11-21&to=2026-11-22", "");
        assertThat(json.json().path("closing_usd").textValue()).isEqualTo("3.51");
        assertThat(call("GET", "/admin/accounts/acme/statement?format=xml", "").param())
                .isEqualTo("format");
    }

    @Test
    void codeAndDescriptionNameTheSameEndpoints() throws Exception {
        AdminApi api = bed.billing()
                .call(() -> new AdminApi(
                        bed.local().vertx(),
                        bed.billing().endpoint(),
                        new ModelList(bed.billing().endpoint(), System::nanoTime),
                        InstantSource.system(),
                        new SecureRandom()));
        Set<String> served = new TreeSet<>();
        api.routes().forEach(route -> served.add(route.method() + " " + route.path()));
        Reply file = call("GET", "/admin/openapi.yaml", "");
        Set<String> described = new TreeSet<>();
        for (Map.Entry<String, JsonNode> path :
                new YAMLMapper().readTree(file.text()).get("paths").properties()) {
            path.getValue().fieldNames().forEachRemaining(method -> {
                if (!method.equals("parameters")) {
                    described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey());
                }
            });
        }
        assertThat(file.type()).isEqualTo("application/yaml");
        assertThat(described).isEqualTo(served).hasSizeGreaterThan(15);
    }

    @Test
    void anAccountIsMadeAndShownWithDecimalStrings() throws Exception {
        Reply made = call("POST", "/admin/accounts", "{\"id\":\"acme\",\"credits\":100.25,\"plan\":\"pro\"}");
        assertThat(made.status()).isEqualTo(201);
        assertThat(made.json().path("balance_usd").textValue()).isEqualTo("25.500000001");
        assertThat(made.json().path("spent_usd").textValue()).isEqualTo("3.00");
        assertThat(made.json().path("reserved_usd").textValue()).isEqualTo("0.00000001");
        assertThat(asked(CreateAccount.class))
                .isEqualTo(new CreateAccount("admin@127.0.0.1", "acme", 100_250_000_000L, "pro"));
    }

    @Test
    void listsSayHowToGoOn() throws Exception {
        Reply page = call("GET", "/admin/accounts?after=a%2Fb&limit=7", "");
        assertThat(asked(ListAccounts.class)).isEqualTo(new ListAccounts("a/b", 7));
        assertThat(page.json().path("accounts")).hasSize(1);
        assertThat(page.json().path("next").textValue()).isEqualTo("acme");
    }

    @Test
    void creditIsTakenFromAStringOrANumber() throws Exception {
        call("POST", "/admin/accounts/acme/credits", "{\"amount_usd\":\"25.00\",\"reference\":\"invoice-7\"}");
        assertThat(asked(GrantCredits.class))
                .isEqualTo(new GrantCredits("admin@127.0.0.1", "acme", 25_000_000_000L, "invoice-7", null));
        ASKED.clear();
        call(
                "POST",
                "/admin/accounts/acme/credits",
                "{\"amount_usd\":0.000000001,\"reference\":\"r\",\"expires_at\":\"2999-01-01\"}");
        assertThat(asked(GrantCredits.class).nano()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'{\"amount_usd\":\"0\",\"reference\":\"r\"}'|amount_usd",
                "'{\"amount_usd\":\"-1\",\"reference\":\"r\"}'|amount_usd",
                "'{\"amount_usd\":\"1.0000000001\",\"reference\":\"r\"}'|amount_usd",
                "'{\"amount_usd\":1e-10,\"reference\":\"r\"}'|amount_usd",
                "'{\"amount_usd\":\"1e999999999\",\"reference\":\"r\"}'|amount_usd",
                "'{\"amount_usd\":\"1e-999999999\",\"reference\":\"r\"}'|amount_usd",
                "'{\"amount_usd\":\"NaN\",\"reference\":\"r\"}'|amount_usd",
                "'{\"amount_usd\":\"1e3\",\"reference\":\"r\"}'|amount_usd",
                "'{\"amount_usd\":\"\\u0663\",\"reference\":\"r\"}'|amount_usd",
                "'{\"amount_usd\":\"5.\",\"reference\":\"r\"}'|amount_usd",
                "'{\"amount_usd\":1e400,\"reference\":\"r\"}'|amount_usd",
                "'{\"amount_usd\":\"\",\"reference\":\"r\"}'|amount_usd",
                "'{\"amount_usd\":true,\"reference\":\"r\"}'|amount_usd",
                "'{\"amount_usd\":null,\"reference\":\"r\"}'|amount_usd",
                "'{\"amount_usd\":\"10000000001\",\"reference\":\"r\"}'|amount_usd",
                "'{\"reference\":\"r\"}'|amount_usd",
                "'{\"amount_usd\":\"1\"}'|reference",
                "'{\"amount_usd\":\"1\",\"reference\":\" \"}'|reference",
                "'{\"amount_usd\":\"1\",\"reference\":\"a\\nb\"}'|reference",
                "'{\"amount_usd\":\"1\",\"reference\":\"r\",\"note\":1}'|note",
                "'{\"amount_usd\":\"1\",\"reference\":\"r\",\"expires_at\":\"2020-01-01\"}'|expires_at",
                "'{\"amount_usd\":\"1\",\"reference\":\"r\",\"expires_at\":\"soon\"}'|expires_at",
                "'[1]'|''",
                "'{'|''",
                "'{} {}'|''"
            })
    void creditThatIsNoneIsRefusedByItsField(String body, String param) throws Exception {
        Reply refused = call("POST", "/admin/accounts/acme/credits", body);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().path("error").path("code").asText()).isEqualTo("invalid_request");
        assertThat(refused.param()).isEqualTo(param);
        assertThat(ASKED).isEmpty();
    }

    @Test
    void aNewKeyIsShownOnceAndOnlyItsDigestLeavesTheEdge() throws Exception {
        Reply made = call(
                "POST",
                "/admin/keys",
                "{\"account\":\"acme\",\"name\":\"ci\",\"requests_per_minute\":60,\"budget_usd\":10,\"models\":[\"claude-*\"]}");
        String key = made.json().path("key").textValue();
        assertThat(made.status()).isEqualTo(201);
        assertThat(key).matches("sk-gw-[0-9A-Za-z]{49}");
        assertThat(NewKey.plausible(key)).isTrue();
        assertThat(asked(CreateKey.class))
                .isEqualTo(new CreateKey(
                        "admin@127.0.0.1",
                        "acme",
                        "ci",
                        Digests.sha256(key),
                        key.substring(key.length() - 4),
                        true,
                        null,
                        new KeyLimits(60, -1, -1, 10_000_000_000L, List.of("claude-*")),
                        List.of()));
        assertThat(made.json().path("tokens_per_minute").isNull()).isTrue();
        assertThat(made.json().path("budget_usd").textValue()).isEqualTo("10.00");
        assertThat(made.json().path("budgets").isArray()).isTrue();
        assertThat(call("PATCH", "/admin/keys/key_7", "{}").json().has("key")).isFalse();
    }

    @Test
    void budgetsOfAKeyAreReadAndTheirFaultsAreNamedByPath() throws Exception {
        call(
                "PATCH",
                "/admin/keys/key_7",
                "{\"budgets\":[{\"window\":\"day\",\"usd\":\"1.50\"},{\"scope\":\"user\",\"name\":\"vip\",\"window\":\"week\",\"usd\":9}]}");
        assertThat(asked(ChangeKey.class).budgets())
                .containsExactly(
                        new BudgetLimit("key", null, "day", 1_500_000_000L),
                        new BudgetLimit("user", "vip", "week", 9_000_000_000L));
        ASKED.clear();
        call("PATCH", "/admin/keys/key_7", "{\"budgets\":null,\"requests_per_day\":5}");
        assertThat(asked(ChangeKey.class).budgets()).isEmpty();
        assertThat(asked(ChangeKey.class).requestsPerDay()).isEqualTo(5);
        ASKED.clear();
        assertThat(call("PATCH", "/admin/keys/key_7", "{\"budgets\":[{\"window\":\"day\",\"usd\":-1}]}")
                        .param())
                .isEqualTo("budgets[0].usd");
        assertThat(call("PATCH", "/admin/keys/key_7", "{\"budgets\":[{\"windw\":\"day\",\"usd\":1}]}")
                        .param())
                .isEqualTo("budgets[0].windw");
        assertThat(ASKED).isEmpty();
    }

    @Test
    void aChangeSaysOnlyWhatIsGiven() throws Exception {
        call("PATCH", "/admin/keys/key_7", "{\"enabled\":false,\"tokens_per_minute\":null,\"budget_usd\":\"0\"}");
        assertThat(asked(ChangeKey.class))
                .isEqualTo(new ChangeKey(
                        "admin@127.0.0.1",
                        "key_7",
                        null,
                        false,
                        null,
                        null,
                        -1L,
                        null,
                        null,
                        null,
                        null,
                        0L,
                        null,
                        null,
                        null));
        ASKED.clear();
        call("PATCH", "/admin/keys/key_7", "{\"regions\":[\"eu\"]}");
        assertThat(asked(ChangeKey.class).regions()).containsExactly("eu");
        ASKED.clear();
        call("PATCH", "/admin/keys/key_7", "{\"regions\":null}");
        assertThat(asked(ChangeKey.class).regions()).isEmpty();
        ASKED.clear();
        call("PATCH", "/admin/accounts/acme", "{\"plan\":null}");
        assertThat(asked(ChangeAccount.class)).isEqualTo(new ChangeAccount("admin@127.0.0.1", "acme", null));
        assertThat(call("PATCH", "/admin/accounts/acme", "{}").param()).isEqualTo("plan");
    }

    @Test
    void usageIsATableInJsonAndInCsv() throws Exception {
        Reply json = call("GET", "/admin/usage?from=2026-11-01&to=2026-11-21T10:00:00Z&group_by=account,day", "");
        ReadUsage ask = asked(ReadUsage.class);
        assertThat(ask.groupBy()).containsExactly(UsageDimension.ACCOUNT, UsageDimension.DAY);
        assertThat(ask.toMillis() - ask.fromMillis()).isEqualTo((20 * 24 + 10) * 3_600_000L);
        assertThat(json.json().path("rows").path(0).path("day").asText()).isEqualTo("2026-11-21");
        assertThat(json.json().path("rows").path(0).path("cost_usd").asText()).isEqualTo("0.0000015");

        Reply csv = call("GET", "/admin/usage?group_by=account,day&format=csv", "");
        assertThat(csv.type()).startsWith("text/csv");
        assertThat(csv.text())
                .isEqualTo("account,day,requests,input_tokens,cache_read_tokens,cache_write_5m_tokens,"
                        + "cache_write_1h_tokens,output_tokens,reasoning_tokens,web_searches,cost_usd\r\n"
                        + "\"'=a,\"\"b\"\"\",2026-11-21,2,1,2,3,4,5,6,7,0.0000015\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "/admin/usage?group_by=colour,group_by",
        "'/admin/usage?group_by=day,day',group_by",
        "/admin/usage?from=2026-11-02&to=2026-11-01,from",
        "/admin/usage?from=2020-01-01&to=2026-11-01,from",
        "/admin/usage?from=yesterday,from",
        "/admin/usage?format=xml,format",
        "/admin/requests?limit=0,limit",
        "/admin/requests?limit=501,limit",
        "/admin/requests?limit=-1,limit",
        "/admin/requests?after=req_1,after",
        "/admin/requests?outcome=great,outcome",
        "/admin/requests?status=200,status",
        "/admin/requests?limit=1&limit=2,limit",
        "/admin/audit?after=x,after"
    })
    void parametersThatCannotBeReadAreRefusedByName(String path, String param) throws Exception {
        Reply refused = call("GET", path, "");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.param()).isEqualTo(param);
    }

    @Test
    void requestsAreFilteredAndPaged() throws Exception {
        String after = CallIds.requestId(new UUID(5, 6));
        Reply page = call("GET", "/admin/requests?account=acme&key=key_7&outcome=failed&limit=3&after=" + after, "");
        ReadRequests ask = asked(ReadRequests.class);
        assertThat(List.of(ask.account(), ask.keyId(), ask.outcome())).containsExactly("acme", "key_7", "failed");
        assertThat(ask.after()).isEqualTo(new UUID(5, 6));
        assertThat(ask.limit()).isEqualTo(3);
        assertThat(page.json().path("requests").path(0).path("first_byte_ms").isNull())
                .isTrue();
        assertThat(page.json().path("next").asText()).isEqualTo(CallIds.requestId(new UUID(0, 2)));
    }

    @Test
    void aRefundOfAllNeedsAReferenceOnly() throws Exception {
        String id = CallIds.requestId(new UUID(0, 1));
        Reply refunded = call("POST", "/admin/requests/" + id + "/refund", "{\"reference\":\"case-1\"}");
        assertThat(asked(RefundCall.class))
                .isEqualTo(new RefundCall("admin@127.0.0.1", new UUID(0, 1), null, "case-1", ""));
        assertThat(refunded.status()).isEqualTo(200);
        assertThat(refunded.json().path("repeated").asBoolean()).isTrue();
        assertThat(call("POST", "/admin/requests/none/refund", "{\"reference\":\"r\"}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void errorsHaveOneShapeWhereverTheyComeFrom() throws Exception {
        List<Reply> refused = new ArrayList<>();
        refused.add(call("GET", "/admin/accounts/nobody", ""));
        refused.add(call("GET", "/admin/nothing", ""));
        refused.add(call("PUT", "/admin/accounts", ""));
        refused.add(call("POST", "/admin/accounts", "{\"id\":\"" + "a".repeat(70_000) + "\"}"));
        assertThat(refused).extracting(Reply::status).containsExactly(404, 404, 405, 413);
        assertThat(refused)
                .extracting(reply -> reply.json().path("error").path("code").asText())
                .containsExactly("not_found", "not_found", "method_not_allowed", "request_too_large");
    }

    @Test
    void anAddressThatCannotBeReadIsNoFaultOfTheGateway() throws Exception {
        for (String path : List.of("/admin/accounts?after=%zz", "/admin/accounts/%zz")) {
            try (RawClient client = new RawClient(bed.node().adminPort())) {
                String answer = client.send(
                                "GET " + path + " HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer "
                                        + Testbed.ADMIN_KEY + "\r\n\r\n")
                        .readToEnd();
                assertThat(answer).startsWith("HTTP/1.1 400 ").contains("\"code\":\"invalid_request\"");
            }
        }
    }

    @Test
    void aChangedKeyIsForgottenAtOnce() throws Exception {
        bed.get("/v1/credits");
        bed.get("/v1/credits");
        int before = bed.asked().size();
        String edge = bed.local().bus().directory().all(Role.EDGE).getFirst();
        bed.billing().await(() -> bed.billing().endpoint().send(edge, new KeysChanged(List.of("key-1"))));
        Awaitility.await().until(() -> {
            bed.get("/v1/credits");
            return bed.asked().size() > before;
        });
    }

    @Test
    void aMistypedKeyIsRefusedWithoutALookUp() throws Exception {
        int before = bed.asked().size();
        String key = NewKey.generate(new SecureRandom()).value();
        char last = key.charAt(key.length() - 1);
        String typo = key.substring(0, key.length() - 1) + (last == 'x' ? 'y' : 'x');
        HttpRequest request = HttpRequest.newBuilder(bed.uri("/v1/credits"))
                .header("authorization", "Bearer " + typo)
                .build();
        assertThat(bed.send(request).get().statusCode()).isEqualTo(401);
        assertThat(bed.asked()).hasSize(before);
    }

    @Test
    void ledgersOfAccountsWithOddNamesAreFound() throws Exception {
        bed.billing().run(() -> serve(ReadLedger.class, new LedgerPage(List.of(), null)));
        call("GET", "/admin/accounts/a%20b%2Fc@d/ledger", "");
        assertThat(asked(ReadLedger.class).account()).isEqualTo("a b/c@d");
    }
}
