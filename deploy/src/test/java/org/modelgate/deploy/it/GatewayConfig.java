package org.modelgate.deploy.it;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The configuration that all suites share, as the YAML of one process.
 *
 * @param simulator base URL of the provider
 * @param storage URL of the ledger's database
 * @param accounts beside {@link #ACCOUNT}, each with one key of its own name
 * @param drainSeconds how long running calls may go on after SIGTERM
 * @param leaseSeconds how long a billing node may spend what it holds after its last sign of life
 * @param payers YAML of {@code accounts}, {@code plans} and {@code keys} instead of those above, if any
 */
record GatewayConfig(
        String simulator,
        String storage,
        List<Account> accounts,
        int drainSeconds,
        int leaseSeconds,
        @Nullable String payers) {
    private static final int LEASE_SECONDS = 120;

    static final String CLAUDE = "claude-native";
    static final String GPT = "gpt-native";
    static final String RESPONSES = "responses-native";
    static final String GEMINI = "gemini-native";
    /** Not OpenAI's own, so its provider doesn't count for it. */
    static final String COMPATIBLE = "compatible";
    /** Its first target always fails before the first byte. */
    static final String FALLBACK = "fallback";

    static final String ACCOUNT = "acme";
    static final String KEY = "sk-gw-acme-0123456789";
    static final String ADMIN_KEY = "admin-0123456789";
    static final BigDecimal CREDITS = new BigDecimal("100000");

    /** Has too little for any call. */
    static final Account POOR = new Account("poor", new BigDecimal("0.000001"));

    /** Nano-USD of one token; all models cost the same, so that a charge can be told from tokens alone. */
    static final long INPUT_NANO = 3_000;

    static final long OUTPUT_NANO = 15_000;

    /** An account; its key is {@link #key}. */
    record Account(String id, BigDecimal credits) {
        String key() {
            return "sk-gw-" + id + "-0123456789";
        }
    }

    /**
     * Where a process of a cluster is found.
     *
     * @param name a cluster's own, so that no two tests meet
     * @param port member port
     * @param members member ports of all
     */
    record Member(String name, int port, List<Integer> members) {}

    GatewayConfig(String simulator, String storage, List<Account> accounts, int drainSeconds) {
        this(simulator, storage, accounts, drainSeconds, LEASE_SECONDS, null);
    }

    static GatewayConfig of(Simulator simulator, Path directory) {
        return new GatewayConfig(simulator.url(), "sqlite:" + directory.resolve("gateway.db"), List.of(), 10);
    }

    GatewayConfig withAccounts(List<Account> others) {
        return new GatewayConfig(simulator, storage, others, drainSeconds, leaseSeconds, payers);
    }

    GatewayConfig withStorage(String url) {
        return new GatewayConfig(simulator, url, accounts, drainSeconds, leaseSeconds, payers);
    }

    GatewayConfig withDrainSeconds(int seconds) {
        return new GatewayConfig(simulator, storage, accounts, seconds, leaseSeconds, payers);
    }

    GatewayConfig withLeaseSeconds(int seconds) {
        return new GatewayConfig(simulator, storage, accounts, drainSeconds, seconds, payers);
    }

    GatewayConfig withPayers(String yaml) {
        return new GatewayConfig(simulator, storage, accounts, drainSeconds, leaseSeconds, yaml);
    }

    /** What a call costs, in USD. */
    static BigDecimal cost(long inputTokens, long outputTokens) {
        return BigDecimal.valueOf(inputTokens * INPUT_NANO + outputTokens * OUTPUT_NANO, 9);
    }

    String yaml(int port, int adminPort, @Nullable Member member) {
        String price = "price: { input: 3, output: 15, cache_read: 3, cache_write_5m: 3, cache_write_1h: 3 }";
        String yaml = """
                server: { host: 127.0.0.1, port: %d, drain_timeout: %ds }
                admin: { host: 127.0.0.1, port: %d, key: %s }
                storage: { url: "%s", pepper: a-pepper-of-the-tests, lease_ttl: %ds }
                %s
                providers:
                  messages: { type: anthropic, base_url: "%s", api_key: sim, max_connections: 4096 }
                  chat: { type: openai, base_url: "%s/v1", api_key: sim, max_connections: 4096 }
                  responses: { type: openai-responses, base_url: "%s/v1", api_key: sim }
                  gemini: { type: gemini, base_url: "%s", api_key: sim }
                models:
                  - id: claude-native
                    aliases: [gpt-5.6-sol]
                    targets: [{ provider: messages, model: claude-sonnet-4-5 }]
                    %s
                  - id: gpt-native
                    targets: [{ provider: chat, model: gpt-5.1 }]
                    %s
                  - id: responses-native
                    aliases: [gpt-6-sol]
                    targets: [{ provider: responses, model: gpt-5.1 }]
                    %s
                  - id: gemini-native
                    aliases: [gpt-6-luna]
                    targets: [{ provider: gemini, model: gemini-3.1-pro }]
                    %s
                  - id: compatible
                    aliases: [gpt-6.1-sol]
                    targets: [{ provider: chat, model: llama-4 }]
                    %s
                  - id: fallback
                    targets:
                      - { provider: chat, model: gpt-4o-sim-fault=503 }
                      - { provider: messages, model: claude-sonnet-4-5 }
                    %s
                %s
                """;
        return yaml.formatted(
                port,
                drainSeconds,
                adminPort,
                ADMIN_KEY,
                storage,
                leaseSeconds,
                cluster(member),
                simulator,
                simulator,
                simulator,
                simulator,
                price,
                price,
                price,
                price,
                price,
                price,
                payers == null ? ownPayers() : payers);
    }

    private String ownPayers() {
        return """
                accounts:
                %s
                keys:
                %s
                """.formatted(
                        lines(
                                accounts.stream()
                                        .map(a -> "{ id: %s, credits: %s }".formatted(a.id, a.credits.toPlainString()))
                                        .toList(),
                                "{ id: %s, credits: %s }".formatted(ACCOUNT, CREDITS.toPlainString())),
                        lines(
                                accounts.stream()
                                        .map(a -> "{ key: %s, account: %s, name: test }".formatted(a.key(), a.id))
                                        .toList(),
                                "{ key: %s, account: %s, name: test }".formatted(KEY, ACCOUNT)));
    }

    private static String cluster(@Nullable Member member) {
        if (member == null) {
            return "";
        }
        List<String> members =
                member.members.stream().map(port -> "127.0.0.1:" + port).toList();
        return "cluster: { name: %s, region: test, bind: \"127.0.0.1:%d\", members: %s }"
                .formatted(member.name, member.port, quoted(members));
    }

    private static String quoted(List<String> texts) {
        return texts.stream().map(text -> '"' + text + '"').toList().toString();
    }

    private static String lines(List<String> items, String first) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(items);
        return String.join("\n", all.stream().map(item -> "  - " + item).toList());
    }
}
