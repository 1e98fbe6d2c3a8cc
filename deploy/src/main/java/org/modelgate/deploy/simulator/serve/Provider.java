package org.modelgate.deploy.simulator.serve;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.modelgate.deploy.simulator.control.FaultRules;
import org.modelgate.deploy.simulator.control.Served;
import org.modelgate.deploy.simulator.control.UsageLog;
import org.modelgate.deploy.simulator.core.Answerer;
import org.modelgate.deploy.simulator.core.Asked;
import org.modelgate.deploy.simulator.core.Call;
import org.modelgate.deploy.simulator.core.Dialect;
import org.modelgate.deploy.simulator.core.Directives;
import org.modelgate.deploy.simulator.core.Failure;
import org.modelgate.deploy.simulator.core.Fault;
import org.modelgate.deploy.simulator.core.ModelCatalogue;
import org.modelgate.deploy.simulator.core.Prompt;
import org.modelgate.deploy.simulator.core.Refusal;
import org.modelgate.deploy.simulator.core.Reply;
import org.modelgate.deploy.simulator.core.Route;
import org.modelgate.deploy.simulator.core.StableHash;
import org.modelgate.deploy.simulator.core.TokenCounter;

/** Serves one call after another in whatever dialect it comes: key, validity, fault, answer, log. */
public final class Provider {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Vertx vertx;
    private final Answerer answerer;
    private final FaultRules faults;
    private final UsageLog log;
    private final InstantSource clock;
    private final Set<String> keys;
    private final Supplier<String> serialSalt;
    private long serial;

    /**
     * A provider that has served nothing yet.
     *
     * @param keys that are accepted; none means that any key will do
     * @param serialSalt keeps the request ids of several simulators apart
     */
    public Provider(
            Vertx vertx,
            Answerer answerer,
            FaultRules faults,
            UsageLog log,
            InstantSource clock,
            Set<String> keys,
            Supplier<String> serialSalt) {
        this.vertx = vertx;
        this.answerer = answerer;
        this.faults = faults;
        this.log = log;
        this.clock = clock;
        this.keys = Set.copyOf(keys);
        this.serialSalt = serialSalt;
    }

    /** One call on its way, with what has been settled about it. */
    private record Visit(Dialect dialect, Call call, Staging staging, Served served, String key) {
        Script refuse(Failure failure) {
            return staging.refusal(dialect.failure(failure));
        }
    }

    void refuse(Dialect dialect, Failure failure, HttpServerResponse response) {
        Served served = open(dialect);
        Script script = staging(dialect, served).refusal(dialect.failure(failure));
        Player.play(vertx, response, script, served);
    }

    void serve(Dialect dialect, Call call, Buffer body, HttpServerResponse response) {
        Served served = open(dialect);
        String key = dialect.credential(call).orElse("");
        served.caller(key);
        Script script = script(new Visit(dialect, call, staging(dialect, served), served, key), body);
        Player.play(vertx, response, script, served);
    }

    private Served open(Dialect dialect) {
        return log.open(clock.instant(), dialect.name(), "req_" + StableHash.hex(serialSalt.get() + ++serial, 24));
    }

    private Staging staging(Dialect dialect, Served served) {
        return new Staging(dialect, served.requestId(), clock.instant());
    }

    private Script script(Visit visit, Buffer body) {
        Route route = visit.dialect().route(visit.call());
        String method = visit.call().method();
        String path = visit.call().path();
        if (route instanceof Route.Unknown) {
            return visit.refuse(new Failure.NoSuchPath(method, path));
        }
        if (route instanceof Route.WrongMethod) {
            return visit.refuse(new Failure.NoSuchMethod(method, path));
        }
        if (visit.key().isEmpty()) {
            return visit.refuse(new Failure.NoKey());
        }
        if (!keys.isEmpty() && !keys.contains(visit.key()) && !visit.dialect().signed(visit.call())) {
            return visit.refuse(new Failure.WrongKey(visit.key()));
        }
        Optional<Refusal> unproven = visit.dialect().unproven(visit.call(), body.getBytes());
        if (unproven.isPresent()) {
            return visit.staging().refusal(unproven.get());
        }
        return switch (route) {
            case Route.ListModels(Supplier<ObjectNode> answer) ->
                visit.staging().ok(answer.get());
            case Route.GetModel(String id, Supplier<ObjectNode> answer) ->
                ModelCatalogue.serves(id)
                        ? visit.staging().ok(answer.get())
                        : visit.refuse(new Failure.NoSuchModel(id));
            case Route.Infer infer -> withBody(visit, route, body);
            case Route.CountTokens count -> withBody(visit, route, body);
            case Route.Unknown unknown -> throw new IllegalStateException("already refused");
            case Route.WrongMethod wrong -> throw new IllegalStateException("already refused");
        };
    }

    private Script withBody(Visit visit, Route route, Buffer bytes) {
        ObjectNode body;
        try {
            if (!(JSON.readTree(bytes.toString(StandardCharsets.UTF_8)) instanceof ObjectNode object)) {
                return visit.refuse(new Failure.NotJson("the body is no JSON object"));
            }
            body = object;
        } catch (JsonProcessingException e) {
            return visit.refuse(new Failure.NotJson(e.getOriginalMessage()));
        }
        visit.served()
                .asked(
                        visit.dialect().modelAsked(visit.call(), body),
                        body.path("stream").asBoolean());
        Optional<Refusal> refusal = visit.dialect().refusal(visit.call(), route, body);
        if (refusal.isPresent()) {
            return visit.staging().refusal(refusal.get());
        }
        Prompt prompt = visit.dialect().prompt(visit.call(), body);
        if (!ModelCatalogue.serves(prompt.model())) {
            return visit.refuse(new Failure.NoSuchModel(prompt.model()));
        }
        visit.served().asked(prompt.model(), prompt.stream());
        return route instanceof Route.CountTokens(IntFunction<ObjectNode> answer)
                ? visit.staging().ok(answer.apply(TokenCounter.request(prompt.segments())))
                : inference(visit, body, prompt, digest(visit.call(), bytes));
    }

    /** The path belongs to it: some APIs name the model there. */
    private static String digest(Call call, Buffer body) {
        return StableHash.hex(Buffer.buffer(call.path()).appendBuffer(body).getBytes(), 64);
    }

    private Script inference(Visit visit, ObjectNode body, Prompt prompt, String digest) {
        Directives directives;
        try {
            directives = directives(visit, prompt);
        } catch (IllegalArgumentException bad) {
            return visit.refuse(new Failure.BadDirective(String.valueOf(bad.getMessage())));
        }
        Fault fault = directives.fault();
        if (!(fault instanceof Fault.None)) {
            visit.served().faulted(directives.values().getOrDefault("fault", ""));
        }
        if (Staging.preempts(fault)) {
            return visit.staging().failure(fault, directives);
        }
        Prompt clean = prompt.withText(Directives.removedFrom(prompt.turn().text()));
        Reply reply = answerer.answer(clean, directives, digest, visit.key());
        visit.served().answered(reply.id(), reply.usage());
        return visit.staging().answer(new Asked(visit.call(), body, clean), reply, fault, directives);
    }

    private Directives directives(Visit visit, Prompt prompt) {
        String text = prompt.turn().text();
        Directives fromHeader =
                visit.call().header(Directives.HEADER).map(Directives::parse).orElse(Directives.NONE);
        Directives own = Directives.inText(text).over(fromHeader.over(Directives.inModel(prompt.model())));
        FaultRules.Subject subject = new FaultRules.Subject(visit.dialect().name(), prompt.model(), visit.key(), text);
        return faults.decide(subject, own);
    }
}
