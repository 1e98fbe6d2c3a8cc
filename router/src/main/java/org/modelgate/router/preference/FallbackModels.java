package org.modelgate.router.preference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.modelgate.common.inference.DialectId;
import org.modelgate.router.plan.BodyEdits;

/**
 * {@code fallbacks} of the body: names, {@code provider/model}, {@code { model }}, or {@code { asked: [names] }}, as OpenRouter's,
 * Bifrost's and LiteLLM's clients send it. Under Anthropic's beta of that name it is the provider's and stays.
 */
final class FallbackModels implements Convention {
    private static final String FALLBACKS = "fallbacks";
    private static final String BETA = "server-side-fallback";
    private static final int MODELS_MAX = 16;

    @Override
    public void read(Asked asked, Wishes wishes) {
        asked.member("mock_testing_fallbacks").filter(Value::flag).ifPresent(mock -> {
            throw mock.unsupported();
        });
        boolean anthropic = asked.dialect() == DialectId.ANTHROPIC_MESSAGES;
        asked.member(FALLBACKS).ifPresent(fallbacks -> {
            if (anthropic && asked.clientHeader("anthropic-beta").contains(BETA)) {
                return;
            }
            wishes.models(models(fallbacks, asked.scan().model()));
            if (anthropic) {
                wishes.edits = new BodyEdits(Map.of(), Map.of(), List.of(FALLBACKS));
            }
        });
    }

    private static List<String> models(Value fallbacks, String askedFor) {
        List<String> models = new ArrayList<>();
        for (Value fallback : fallbacks.items()) {
            if (fallback.isText()) {
                models.add(fallback.text());
                continue;
            }
            for (Map.Entry<String, Value> member : fallback.members().entrySet()) {
                Value value = member.getValue();
                if (value.isArray()) {
                    if (member.getKey().equals(askedFor)) {
                        models.addAll(value.texts());
                    }
                } else if (member.getKey().equals("model")) {
                    models.add(value.text());
                } else {
                    throw value.unsupported();
                }
            }
        }
        if (models.size() > MODELS_MAX) {
            throw fallbacks.invalid("must not have more than " + MODELS_MAX + " models");
        }
        return models;
    }
}
