package org.modelgate.deploy.simulator.serve;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.modelgate.deploy.simulator.control.Served.Outcome;
import org.modelgate.deploy.simulator.core.Asked;
import org.modelgate.deploy.simulator.core.Dialect;
import org.modelgate.deploy.simulator.core.Directives;
import org.modelgate.deploy.simulator.core.Event;
import org.modelgate.deploy.simulator.core.Failure;
import org.modelgate.deploy.simulator.core.Fault;
import org.modelgate.deploy.simulator.core.Interruption;
import org.modelgate.deploy.simulator.core.Refusal;
import org.modelgate.deploy.simulator.core.Reply;
import org.modelgate.deploy.simulator.core.UsageForm;
import org.modelgate.deploy.simulator.serve.Script.Ending;
import org.modelgate.deploy.simulator.serve.Script.Response;
import org.modelgate.deploy.simulator.serve.Script.Tempo;

/** Turns an answer and a fault into the script of what goes over the wire. */
final class Staging {

    private static final int OVERLOADED = 529;
    private static final int TOO_MANY = 429;
    private static final Buffer GARBAGE =
            Buffer.buffer(new byte[] {(byte) 0xff, (byte) 0xfe, 0, 7, '{', '"', '\n', '\n'});
    private static final String PAGE =
            "<!DOCTYPE html><html><head><title>502 Bad Gateway</title></head><body>cloudflare</body></html>";

    private final Dialect dialect;
    private final String requestId;
    private final Instant now;
    private final Map<String, String> headers;

    Staging(Dialect dialect, String requestId, Instant now) {
        this.dialect = dialect;
        this.requestId = requestId;
        this.now = now;
        this.headers = dialect.headers(requestId, now);
    }

    /** A fault that leaves no room for an answer. */
    static boolean preempts(Fault fault) {
        return switch (fault) {
            case Fault.Status status -> true;
            case Fault.Hang hang -> true;
            case Fault.Reset reset -> true;
            case Fault.Html html -> true;
            case Fault.ErrorBody body -> true;
            case Fault.Empty empty -> true;
            default -> false;
        };
    }

    /** The script of a fault that {@link #preempts}. */
    Script failure(Fault fault, Directives directives) {
        Tempo tempo = new Tempo(directives.first(), directives.pace());
        return switch (fault) {
            case Fault.Hang hang -> new Script.Silence();
            case Fault.Reset reset -> new Script.Hangup();
            case Fault.Status(int code) -> {
                Refusal plain = dialect.failure(new Failure.Forced(code));
                boolean waits = code == 429 || code == OVERLOADED;
                Refusal refusal =
                        waits ? directives.retryAfter().map(plain::after).orElse(plain) : plain;
                yield refused(refusal, tempo);
            }
            case Fault.Html html -> whole(200, "text/html; charset=utf-8", Buffer.buffer(PAGE), tempo);
            case Fault.Empty empty -> whole(200, "application/json", Buffer.buffer(), tempo);
            default -> json(200, error(dialect.failure(new Failure.Forced(500))), Map.of(), tempo, Outcome.FAILED);
        };
    }

    Response refusal(Refusal refusal) {
        return refused(refusal, Tempo.AT_ONCE);
    }

    private Response refused(Refusal refusal, Tempo tempo) {
        Map<String, String> extra = new HashMap<>(dialect.errorHeaders(refusal));
        String wait = refusal.retryAfter();
        if (refusal.status() == TOO_MANY) {
            extra.putAll(UsedUp.headers(headers, now.plusSeconds(wait == null ? 1 : Long.parseLong(wait)), now));
        }
        return json(refusal.status(), error(refusal), extra, tempo, Outcome.REFUSED);
    }

    Response ok(ObjectNode body) {
        return json(200, body, Map.of(), Tempo.AT_ONCE, Outcome.COMPLETE);
    }

    Script answer(Asked asked, Reply reply, Fault fault, Directives directives) {
        UsageForm form = fault instanceof Fault.BadUsage bad ? bad.form() : UsageForm.HONEST;
        Tempo tempo = new Tempo(directives.first(), directives.pace());
        if (!asked.prompt().stream() || fault instanceof Fault.Unary) {
            Buffer body = Buffer.buffer(dialect.answer(asked, reply, form).toString());
            Map<String, String> extra = form == UsageForm.HONEST ? dialect.answerHeaders(asked, reply) : Map.of();
            return unary(Event.of(body, reply.usage().output()), extra, fault, directives);
        }
        return streamed(asked, reply, dialect.stream(asked, reply, form, directives.chunk()), fault, tempo);
    }

    private Script unary(Event body, Map<String, String> extra, Fault fault, Directives directives) {
        Tempo tempo = new Tempo(directives.first(), directives.pace());
        OptionalInt length = OptionalInt.of(body.bytes().length());
        List<Event> half =
                List.of(Event.of(body.bytes().getBuffer(0, body.bytes().length() / 2), 0));
        Map<String, String> typed = typed("application/json", extra);
        return switch (fault) {
            case Fault.Cut cut -> new Response(200, typed, length, half, Ending.CLOSE, false, tempo, Outcome.CUT);
            case Fault.Stall stall -> new Response(200, typed, length, half, Ending.SILENCE, false, tempo, Outcome.CUT);
            case Fault.MidStreamError error -> failure(new Fault.ErrorBody(), directives);
            case Fault.Garbage garbage -> {
                OptionalInt longer =
                        OptionalInt.of(GARBAGE.length() + body.bytes().length());
                List<Event> both = List.of(Event.of(GARBAGE, 0), body);
                yield new Response(200, typed, longer, both, Ending.END, false, tempo, Outcome.COMPLETE);
            }
            default -> {
                boolean drip = fault instanceof Fault.Drip;
                yield new Response(200, typed, length, List.of(body), Ending.END, drip, tempo, Outcome.COMPLETE);
            }
        };
    }

    private Script streamed(Asked asked, Reply reply, List<Event> events, Fault fault, Tempo tempo) {
        String type = dialect.streamType(asked);
        return switch (fault) {
            case Fault.Cut(int k) -> stream(type, head(events, k), Ending.CLOSE, tempo, Outcome.CUT);
            case Fault.Stall(int k) -> stream(type, head(events, k), Ending.SILENCE, tempo, Outcome.CUT);
            case Fault.NoTerminal none ->
                stream(type, head(events, events.size() - 1), Ending.END, tempo, Outcome.COMPLETE);
            case Fault.MidStreamError(int k) -> {
                List<Event> withError = new ArrayList<>(head(events, k));
                Refusal overloaded = dialect.failure(new Failure.Forced(OVERLOADED));
                withError.add(
                        dialect.streamError(overloaded, new Interruption(asked, reply, withError.size(), requestId)));
                yield stream(type, withError, Ending.END, tempo, Outcome.FAILED);
            }
            case Fault.Garbage(int k) -> {
                List<Event> withGarbage = new ArrayList<>(events);
                withGarbage.add(Math.min(k, events.size()), Event.of(GARBAGE, 0));
                yield stream(type, withGarbage, Ending.END, tempo, Outcome.COMPLETE);
            }
            case Fault.Drip drip -> {
                Response plain = stream(type, events, Ending.END, tempo, Outcome.COMPLETE);
                yield new Response(
                        200, plain.headers(), OptionalInt.empty(), events, Ending.END, true, tempo, Outcome.COMPLETE);
            }
            default -> stream(type, events, Ending.END, tempo, Outcome.COMPLETE);
        };
    }

    private static List<Event> head(List<Event> events, int count) {
        return events.subList(0, Math.min(count, events.size()));
    }

    private Response stream(String type, List<Event> events, Ending ending, Tempo tempo, Outcome outcome) {
        Map<String, String> typed = typed(type, Map.of("cache-control", "no-cache"));
        return new Response(200, typed, OptionalInt.empty(), events, ending, false, tempo, outcome);
    }

    private ObjectNode error(Refusal refusal) {
        return dialect.error(refusal, requestId);
    }

    private Response json(int status, ObjectNode body, Map<String, String> extra, Tempo tempo, Outcome outcome) {
        Buffer bytes = Buffer.buffer(body.toString());
        return new Response(
                status,
                typed("application/json", extra),
                OptionalInt.of(bytes.length()),
                List.of(Event.of(bytes, 0)),
                Ending.END,
                false,
                tempo,
                outcome);
    }

    private Response whole(int status, String contentType, Buffer bytes, Tempo tempo) {
        List<Event> events = bytes.length() == 0 ? List.of() : List.of(Event.of(bytes, 0));
        OptionalInt length = OptionalInt.of(bytes.length());
        return new Response(
                status, typed(contentType, Map.of()), length, events, Ending.END, false, tempo, Outcome.COMPLETE);
    }

    private Map<String, String> typed(String contentType, Map<String, String> extra) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("content-type", contentType);
        all.putAll(extra);
        return all;
    }
}
