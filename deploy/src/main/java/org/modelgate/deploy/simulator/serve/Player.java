package org.modelgate.deploy.simulator.serve;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import org.modelgate.deploy.simulator.control.Served;
import org.modelgate.deploy.simulator.core.Event;

/**
 * Plays one scripted response: paced, never ahead of a client that doesn't read, and stopped when the client goes. Runs
 * on the event loop of its connection.
 */
final class Player {

    private static final int WRITE_BYTES_MAX = 16 * 1024;
    private static final long NO_TIMER = -1;

    private final Vertx vertx;
    private final HttpServerResponse response;
    private final Script.Response script;
    private final List<Event> events;
    private final Served served;
    private final long paceMillis;
    private int next;
    private boolean over;
    private long timer = NO_TIMER;

    private Player(Vertx vertx, HttpServerResponse response, Script.Response script, Served served) {
        this.vertx = vertx;
        this.response = response;
        this.script = script;
        this.events = script.byteWise() ? Bytewise.split(script.events()) : script.events();
        this.served = served;
        this.paceMillis = script.byteWise()
                ? Math.max(1, script.tempo().pace().toMillis())
                : script.tempo().pace().toMillis();
    }

    static void play(Vertx vertx, HttpServerResponse response, Script script, Served served) {
        response.exceptionHandler(gone -> served.ended(Served.Outcome.CLIENT_GONE));
        switch (script) {
            case Script.Silence silence -> response.closeHandler(closed -> served.ended(Served.Outcome.CLIENT_GONE));
            case Script.Hangup hangup -> {
                served.ended(Served.Outcome.CUT);
                response.reset();
            }
            case Script.Response respond -> new Player(vertx, response, respond, served).start();
        }
    }

    private void start() {
        response.closeHandler(closed -> clientGone());
        response.exceptionHandler(gone -> clientGone());
        long first = script.tempo().first().toMillis();
        if (first == 0) {
            begin();
        } else {
            timer = vertx.setTimer(first, id -> begin());
        }
    }

    private void begin() {
        served.responded(script.status());
        response.setStatusCode(script.status());
        script.headers().forEach(response::putHeader);
        if (script.contentLength().isPresent()) {
            response.putHeader(
                    "content-length", String.valueOf(script.contentLength().getAsInt()));
        } else {
            response.setChunked(true);
        }
        if (events.isEmpty()) {
            finish(script.ending() == Script.Ending.END ? Future.succeededFuture() : response.writeHead());
        } else {
            advance();
        }
    }

    private void advance() {
        timer = NO_TIMER;
        while (!over) {
            if (response.writeQueueFull()) {
                response.drainHandler(drained -> advance());
                return;
            }
            Future<Void> written = response.write(batch());
            if (next == events.size()) {
                finish(written);
                return;
            }
            if (paceMillis > 0) {
                timer = vertx.setTimer(paceMillis, id -> advance());
                return;
            }
        }
    }

    /** Up to the next event that has to wait its turn, which is the next one with output in it. */
    private Buffer batch() {
        Event head = events.get(next++);
        served.delivered(head.outputTokens());
        if (script.byteWise() || next == events.size() || waits(events.get(next))) {
            return head.bytes();
        }
        Buffer joined = Buffer.buffer(WRITE_BYTES_MAX).appendBuffer(head.bytes());
        while (next < events.size() && !waits(events.get(next)) && joined.length() < WRITE_BYTES_MAX) {
            Event event = events.get(next++);
            served.delivered(event.outputTokens());
            joined.appendBuffer(event.bytes());
        }
        return joined;
    }

    private boolean waits(Event event) {
        return paceMillis > 0 && event.outputTokens() > 0;
    }

    private void finish(Future<Void> written) {
        switch (script.ending()) {
            case END -> {
                over = true;
                response.end()
                        .onSuccess(sent -> served.ended(script.outcome()))
                        .onFailure(lost -> served.ended(Served.Outcome.CLIENT_GONE));
            }
            case CLOSE -> {
                over = true;
                served.ended(script.outcome());
                written.onComplete(flushed -> response.reset());
            }
            case SILENCE -> {}
        }
    }

    private void clientGone() {
        if (!over) {
            over = true;
            served.ended(Served.Outcome.CLIENT_GONE);
        }
        if (timer != NO_TIMER) {
            vertx.cancelTimer(timer);
        }
    }
}
