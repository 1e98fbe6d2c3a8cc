package org.modelgate.router.flow;

import io.vertx.core.AsyncResult;
import java.util.function.Consumer;
import org.modelgate.common.bus.Answer;
import org.modelgate.common.bus.messages.TranslationOpened;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.error.GatewayException;
import org.modelgate.router.plan.Verdict;

/** The request of one attempt on its way out: as it came where the provider speaks the client's dialect, else through a translator. */
final class AttemptRequest {
    private final LiveCall call;
    private final RequestMaker maker;
    private final AnswerPath path;
    private final ProviderRounds provider;
    private final CodecGuard guard;
    private final Consumer<AttemptFailure> failed;

    /** @param failed hears why nothing was sent */
    AttemptRequest(
            LiveCall call,
            RequestMaker maker,
            AnswerPath path,
            ProviderRounds provider,
            CodecGuard guard,
            Consumer<AttemptFailure> failed) {
        this.call = call;
        this.maker = maker;
        this.path = path;
        this.provider = provider;
        this.guard = guard;
        this.failed = failed;
    }

    void send() {
        if (path.translated()) {
            maker.translate().onComplete(this::translationOpened);
        } else {
            guard.run(() -> provider.send(maker.patched()));
        }
    }

    private void translationOpened(AsyncResult<Answer<TranslationOpened>> result) {
        if (!guard.isRunning()) {
            if (result.succeeded()) {
                path.dismiss(result.result().message(), GatewayError.unavailable("the attempt is over"));
            }
        } else if (result.failed()) {
            failed.accept(AttemptFailure.ofTranslation(GatewayException.errorOf(result.cause())));
        } else {
            TranslationOpened opened = result.result().message();
            path.through(opened);
            GatewayError refused = Strictness.refusal(call.route().headers(), opened.warnings());
            if (refused == null) {
                guard.run(
                        () -> provider.sendTranslated(result.result().payload().getBytes(), opened.headers()));
            } else {
                failed.accept(AttemptFailure.unasked(refused, Verdict.GIVE_UP));
            }
        }
    }
}
