package org.modelgate.deploy.simulator.core;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The simulated model: the same prompt always gets the same answer. */
public final class Answerer {

    private static final int QUOTE_MAX = 300;

    private final Signer signer;
    private final PromptCache cache;

    public Answerer(Signer signer, PromptCache cache) {
        this.signer = signer;
        this.cache = cache;
    }

    /**
     * Answers.
     *
     * @param digest hash of the whole request; ids are made of it
     * @param account whose prompt cache it is
     */
    public Reply answer(Prompt prompt, Directives directives, String digest, String account) {
        List<Block> draft = new ArrayList<>();
        if (prompt.thinking().mode() != Prompt.Thinking.Mode.OFF) {
            draft.add(thinking(prompt, directives));
        }
        draft.addAll(content(prompt, directives, digest));
        Limits.Limited limited = Limits.apply(
                draft, prompt.stopSequences(), directives.overrun() ? Integer.MAX_VALUE : prompt.maxTokens());
        List<Block> blocks = signed(limited.blocks(), prompt);

        PromptCache.Use use = cache.account(account + '/' + prompt.model() + '/', prompt.segments());
        int cached = use.read() + use.written5m() + use.written1h();
        int output = blocks.stream().mapToInt(Block::tokens).sum();
        int thinking = blocks.stream()
                .filter(Block.Thinking.class::isInstance)
                .mapToInt(Block::tokens)
                .sum();
        int input = TokenCounter.request(prompt.segments()) - cached;
        Usage usage = new Usage(input, use.read(), use.written5m(), use.written1h(), output, thinking);
        boolean pauses = limited.stop() == Reply.Stop.END
                && prompt.turn().pauses() >= 0
                && prompt.turn().pauses() < directives.pauses();
        Reply.Stop stop = pauses ? Reply.Stop.PAUSE : limited.stop();
        return new Reply(digest.substring(0, 24), blocks, stop, limited.stopSequence(), usage);
    }

    private static List<Block> content(Prompt prompt, Directives directives, String digest) {
        int calls = calls(prompt, directives);
        if (calls > 0) {
            List<Block> blocks = new ArrayList<>();
            directives
                    .tokens()
                    .filter(tokens -> tokens > 0)
                    .ifPresent(tokens -> blocks.add(new Block.Text(sized(lead(prompt.turn()), seed(prompt), tokens))));
            for (int i = 0; i < calls; i++) {
                blocks.add(call(prompt, directives, i, digest));
            }
            return blocks;
        }
        if (prompt.format() != null) {
            return List.of(new Block.Text(
                    SchemaSample.of(prompt.format(), seed(prompt)).toString()));
        }
        return List.of(new Block.Text(text(prompt, directives)));
    }

    private static int calls(Prompt prompt, Directives directives) {
        Prompt.Offer offer = prompt.offer();
        if (offer.tools().isEmpty() || offer.choice() instanceof Prompt.Choice.None) {
            return 0;
        }
        if (directives.tool().isPresent()
                && named(offer, directives.tool().get()).isEmpty()) {
            return 0;
        }
        if (directives.calls().isPresent()) {
            return directives.calls().get();
        }
        boolean answersResults = !prompt.turn().toolResults().isEmpty();
        if (answersResults && offer.choice() instanceof Prompt.Choice.Auto) {
            return 0;
        }
        boolean two = prompt.turn().text().toLowerCase(Locale.ROOT).contains("parallel");
        return two && offer.parallel() ? 2 : 1;
    }

    private static Block call(Prompt prompt, Directives directives, int index, String digest) {
        Prompt.Tool tool = directives
                .tool()
                .flatMap(name -> named(prompt.offer(), name))
                .orElseGet(() -> chosen(prompt.offer(), index));
        return new Block.ToolCall(
                StableHash.hex(digest + index, 24), tool.name(), arguments(tool, directives, seed(prompt) + index));
    }

    /** By its whole name, or by what stands behind its namespace, which a gateway may have made part of the name. */
    private static Optional<Prompt.Tool> named(Prompt.Offer offer, String name) {
        return offer.tools().stream()
                .filter(tool -> tool.name().equals(name)
                        || tool.name().endsWith("__" + name)
                        || tool.name().endsWith('.' + name))
                .findFirst();
    }

    private static Prompt.Tool chosen(Prompt.Offer offer, int index) {
        List<Prompt.Tool> tools = offer.tools();
        return switch (offer.choice()) {
            case Prompt.Choice.Named named ->
                tools.stream()
                        .filter(t -> t.name().equals(named.name()))
                        .findFirst()
                        .orElse(tools.getFirst());
            case Prompt.Choice.Auto auto -> tools.get(index % tools.size());
            case Prompt.Choice.Any any -> tools.get(index % tools.size());
            case Prompt.Choice.None none -> throw new IllegalStateException("no call was to be made");
        };
    }

    private static String arguments(Prompt.Tool tool, Directives directives, long seed) {
        if (tool.freeText()) {
            return directives
                    .args()
                    .map(given -> given.path("input").asText())
                    .orElseGet(() -> new Words(seed).line(6));
        }
        return directives
                .args()
                .map(JsonNode::toString)
                .orElseGet(() -> tool.schema().isMissingNode()
                        ? "{}"
                        : SchemaSample.of(tool.schema(), seed).toString());
    }

    private static Block thinking(Prompt prompt, Directives directives) {
        String lead = "Let me think about this. " + lead(prompt.turn());
        long seed = seed(prompt) + 1;
        String text = directives
                .think()
                .map(tokens -> sized(lead, seed, tokens))
                .orElseGet(() -> lead + ' ' + new Words(seed).line(4 + (int) (seed % 20)) + '.');
        boolean shown = prompt.thinking().mode() == Prompt.Thinking.Mode.SHOWN;
        return new Block.Thinking(TokenCounter.head(text, prompt.thinking().budget()), shown, "");
    }

    private List<Block> signed(List<Block> blocks, Prompt prompt) {
        String binding = Prefixes.before(prompt.segments(), Integer.MAX_VALUE);
        Signer.Origin origin = new Signer.Origin(prompt.model(), binding);
        return blocks.stream()
                .map(block -> block instanceof Block.Thinking thinking
                        ? new Block.Thinking(thinking.text(), thinking.shown(), signer.sign(origin, thinking.visible()))
                        : block)
                .toList();
    }

    private static String text(Prompt prompt, Directives directives) {
        long seed = seed(prompt);
        String lead = lead(prompt.turn());
        return directives
                .tokens()
                .map(tokens -> sized(lead, seed, tokens))
                .orElseGet(() -> lead + ' ' + new Words(seed).line(8 + (int) (seed % 48)) + '.');
    }

    private static String lead(Prompt.Turn turn) {
        StringBuilder lead = new StringBuilder();
        if (turn.toolResults().isEmpty()) {
            int words = turn.text().isBlank() ? 0 : turn.text().strip().split("\\s+").length;
            lead.append("You said \"")
                    .append(quote(turn.text()))
                    .append("\" (")
                    .append(words)
                    .append(" words, digest ");
            lead.append(StableHash.hex(turn.text(), 8)).append(").");
        } else {
            lead.append(turn.toolResults().stream()
                    .map(result -> "The tool returned \"" + quote(result) + "\".")
                    .collect(Collectors.joining(" ")));
        }
        if (!turn.attachments().isEmpty()) {
            lead.append(" Attachments (").append(turn.attachments().size()).append("): ");
            lead.append(turn.attachments().stream()
                    .map(a -> a.kind() + ' ' + a.mediaType() + ' ' + a.bytes() + " bytes")
                    .collect(Collectors.joining(", ")));
            lead.append('.');
        }
        return lead.toString();
    }

    private static String quote(String text) {
        String stripped = text.strip();
        return stripped.codePointCount(0, stripped.length()) <= QUOTE_MAX
                ? stripped
                : stripped.substring(0, stripped.offsetByCodePoints(0, QUOTE_MAX)) + "...";
    }

    /** A text of exactly so many tokens. */
    private static String sized(String lead, long seed, int tokens) {
        String filler = new Words(seed).lineOfTokens(tokens);
        String text = TokenCounter.head(lead + ' ' + filler, tokens);
        return text.endsWith(" ") ? text.substring(0, text.length() - 1) + '.' : text;
    }

    private static long seed(Prompt prompt) {
        return StableHash.seed(prompt.turn().text() + prompt.turn().toolResults());
    }
}
