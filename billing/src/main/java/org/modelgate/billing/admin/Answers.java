package org.modelgate.billing.admin;

import com.fasterxml.jackson.core.type.TypeReference;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import org.modelgate.billing.store.KeptAnswers;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.bus.Delivery;
import org.modelgate.common.bus.messages.answers.AnswerClaim;
import org.modelgate.common.bus.messages.answers.AnswerKept;
import org.modelgate.common.bus.messages.answers.ClaimAnswer;
import org.modelgate.common.bus.messages.answers.KeepAnswer;
import org.modelgate.common.bus.messages.answers.ReleaseAnswer;
import org.modelgate.common.json.Json;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers under an Idempotency-Key: asked for before a call, kept after it. The database decides, so any billing node may be asked. */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);
    private static final TypeReference<Map<String, String>> HEADERS = new TypeReference<>() {};

    private final BusEndpoint endpoint;
    private final Desk desk;
    private final KeptAnswers kept;

    Answers(BusEndpoint endpoint, Desk desk, KeptAnswers kept) {
        this.endpoint = endpoint;
        this.desk = desk;
        this.kept = kept;
    }

    void serve() {
        endpoint.serve(ClaimAnswer.class, ask -> claim(ask.message()));
        endpoint.serve(KeepAnswer.class, this::keep);
        endpoint.serve(
                ReleaseAnswer.class,
                ask -> desk.write(kept.release(ask.message())).map(done -> Answer.of(new AnswerKept())));
    }

    private Future<Answer<AnswerClaim>> claim(ClaimAnswer ask) {
        return desk.write(kept.claim(ask)).map(claimed -> {
            byte[] opened = claimed.opened();
            if (opened == null) {
                return Answer.of(new AnswerClaim(claimed.verdict(), claimed.status(), Map.of(), claimed.callId()));
            }
            Buffer whole = Buffer.buffer(opened);
            int head = whole.getInt(0);
            return new Answer<>(
                    new AnswerClaim(
                            claimed.verdict(),
                            claimed.status(),
                            headers(whole.getBytes(Integer.BYTES, Integer.BYTES + head)),
                            claimed.callId()),
                    whole.slice(Integer.BYTES + head, whole.length()));
        });
    }

    private static Map<String, String> headers(byte[] json) {
        try {
            return Json.mapper().readValue(json, HEADERS);
        } catch (IOException e) {
            throw new UncheckedIOException("headers of a kept answer that aren't JSON", e);
        }
    }

    private Future<Answer<AnswerKept>> keep(Delivery<KeepAnswer> ask) {
        KeepAnswer message = ask.message();
        Buffer head;
        try {
            head = Buffer.buffer(Json.mapper().writeValueAsBytes(message.headers()));
        } catch (IOException e) {
            throw new UncheckedIOException("headers that can't be written", e);
        }
        byte[] whole = Buffer.buffer(
                        Integer.BYTES + head.length() + ask.payload().length())
                .appendInt(head.length())
                .appendBuffer(head)
                .appendBuffer(ask.payload())
                .getBytes();
        return desk.write(kept.keep(message, whole)).map(done -> Answer.of(new AnswerKept()));
    }

    /** Forgets what has expired; to be called now and then. */
    void purge() {
        desk.write(kept.purge())
                .onSuccess(more -> {
                    if (more) {
                        purge();
                    }
                })
                .onFailure(cause -> LOG.atWarn().setCause(cause).log("expired answers could not be forgotten"));
    }
}
