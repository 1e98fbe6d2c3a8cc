package org.modelgate.translator.dialect.openairesponses;

import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.ContentPart;
import org.modelgate.translator.McpCall;
import org.modelgate.translator.ToolNames;
import org.modelgate.translator.openai.AnswerNames;

/**
 * The items of a stream that is being written. One message or reasoning item is open at a time; calls may overlap, since each
 * event names its item, and are closed as soon as their arguments are whole. A call whose arguments aren't stays open until the
 * answer's end tells whether it was cut.
 */
final class OpenItems {
    /** Key of a block that no source has. */
    static final int OWN_BLOCK = -1;

    private static final int ITEMS_MAX = 4096;
    private static final int CALL_ID_MAX = 64;
    private static final long CHARS_MAX = 32L * 1024 * 1024;

    private final EventWriter out;
    private final ResponseObject object;
    private final AnswerNames names;
    private final Shown shown;

    private final TreeMap<Integer, String> finished = new TreeMap<>();
    private final Map<Integer, OpenCall> calls = new LinkedHashMap<>();
    private final Map<String, OpenServerCall> serverCalls = new LinkedHashMap<>();
    private final Set<Integer> callBlocks = new HashSet<>();
    private @Nullable OpenMessage message;
    private int textBlock;
    private @Nullable OpenReasoning reasoning;
    private int count;
    private long chars;
    private boolean said;
    private boolean refused;

    OpenItems(EventWriter out, ResponseObject object, AnswerNames names, Shown shown) {
        this.out = out;
        this.object = object;
        this.names = names;
        this.shown = shown;
    }

    void text(int block, String text, @Nullable String logprobs) {
        if (!text.isEmpty()) {
            said = true;
            String asked = shown.logprobs() ? logprobs : null;
            message(block, text.length() + (asked == null ? 0 : asked.length())).text(text, asked);
        }
    }

    void refusal(int block, String text) {
        if (!text.isEmpty()) {
            refused = true;
            message(block, text.length()).refusal(text);
        }
    }

    void citation(int block, String json) {
        message(block, json.length()).citation(json);
    }

    private OpenMessage message(int block, int length) {
        keep(length);
        OpenMessage open = message;
        if (open == null) {
            beginItem();
            open = new OpenMessage(out, object.itemId("msg", count), count++);
            message = open;
        } else if (block != textBlock) {
            open.blockEnd();
        }
        textBlock = block;
        return open;
    }

    void thinking(int block, String text) {
        if (shown.reasoning() && shown.summaries() && !text.isEmpty()) {
            keep(text.length());
            reasoning(block).text(text);
        }
    }

    void signature(int block, String own) {
        if (shown.reasoning()) {
            keep(own.length());
            reasoning(block).carrier(names.sealed("thinking", own));
        }
    }

    void redacted(String data) {
        if (shown.reasoning()) {
            keep(data.length());
            beginItem();
            OpenReasoning whole = new OpenReasoning(out, object.itemId("rs", count), count++, OWN_BLOCK);
            whole.carrier(names.sealed("redacted", data));
            finished.put(whole.index(), whole.close());
        }
    }

    private OpenReasoning reasoning(int block) {
        OpenReasoning open = reasoning;
        if (open == null || open.block() != block) {
            beginItem();
            open = new OpenReasoning(out, object.itemId("rs", count), count++, block);
            reasoning = open;
        }
        return open;
    }

    void callStart(int block, String id, String called) {
        if (callBlocks.add(block)) {
            beginItem();
            CalledTool tool = CalledTool.of(names, called);
            String itemId = object.itemId(tool.custom() ? "ctc" : "fc", count);
            calls.put(block, new OpenCall(out, itemId, count++, tool, ToolNames.callId(id, CALL_ID_MAX)));
        }
    }

    void callArguments(int block, String fragment) {
        OpenCall call = calls.get(block);
        if (call != null) {
            keep(fragment.length());
            call.arguments(fragment);
        }
    }

    /** Calls that the provider made itself; what else only its own dialect knows isn't shown. */
    void opaque(ContentPart.Opaque part) {
        keep(part.json().length());
        HostedSearch.action(part).ifPresent(action -> {
            beginItem();
            int index = count++;
            finished.put(index, HostedSearch.write(out, object.itemId("ws", index), index, action));
        });
        McpCall.of(part).ifPresent(call -> {
            beginItem();
            OpenServerCall open = new OpenServerCall(out, object.itemId("mcp", count), count++, call);
            if (call.result() == null) {
                serverCalls.put(call.id(), open);
            } else {
                finished.put(open.index(), open.close(call.result()));
            }
        });
        McpCall.answer(part).ifPresent(answer -> {
            OpenServerCall open = serverCalls.remove(answer.callId());
            if (open != null) {
                finished.put(open.index(), open.close(answer.result()));
            }
        });
    }

    void blockEnd(int block) {
        if (message != null && block == textBlock) {
            message.blockEnd();
        }
        if (reasoning != null && reasoning.block() == block) {
            closeReasoning();
        }
        OpenCall call = calls.get(block);
        if (call != null && call.complete()) {
            finished.put(call.index(), call.close(false));
            calls.remove(block);
        }
    }

    /** Makes room for a new item. */
    private void beginItem() {
        if (count >= ITEMS_MAX) {
            throw GatewayError.provider("The provider's answer has too many parts.")
                    .asException();
        }
        closeMessage(Items.Status.COMPLETED);
        closeReasoning();
        Iterator<OpenCall> open = calls.values().iterator();
        while (open.hasNext()) {
            OpenCall call = open.next();
            if (call.begun() && call.complete()) {
                finished.put(call.index(), call.close(false));
                open.remove();
            }
        }
    }

    private void keep(int length) {
        chars += length;
        if (chars > CHARS_MAX) {
            throw GatewayError.provider("The provider's answer is too long.").asException();
        }
    }

    private void closeMessage(Items.Status status) {
        if (message != null) {
            finished.put(message.index(), message.close(status));
            message = null;
        }
    }

    private void closeReasoning() {
        if (reasoning != null) {
            if (!reasoning.hasCarrier()) {
                reasoning.carrier(names.sealed("none", ""));
            }
            finished.put(reasoning.index(), reasoning.close());
            reasoning = null;
        }
    }

    /** The answer ends: closes what is open, in order. */
    void close(boolean cut) {
        closeReasoning();
        calls.values().forEach(call -> finished.put(call.index(), call.close(cut)));
        calls.clear();
        serverCalls.values().forEach(call -> finished.put(call.index(), call.close(null)));
        serverCalls.clear();
        closeMessage(cut ? Items.Status.INCOMPLETE : Items.Status.COMPLETED);
    }

    /** All finished items in the order of their places. */
    Collection<String> finished() {
        return finished.values();
    }

    /** Whether there is text, or a call. */
    boolean said() {
        return said || called();
    }

    boolean refused() {
        return refused;
    }

    boolean called() {
        return !callBlocks.isEmpty();
    }
}
