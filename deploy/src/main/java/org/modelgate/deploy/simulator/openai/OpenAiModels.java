package org.modelgate.deploy.simulator.openai;

import java.util.regex.Pattern;

/** What a model's name says about it. */
public final class OpenAiModels {

    private static final Pattern REASONING = Pattern.compile("(.*/)?(o[134]\\b|gpt-[5-9]).*");
    private static final Pattern PLAIN = Pattern.compile("(.*/)?gpt-(3|4).*");

    private OpenAiModels() {}

    public static boolean reasons(String model) {
        return REASONING.matcher(model).matches();
    }

    /** A model from before reasoning, which refuses to be told about it; a name that says nothing isn't one. */
    public static boolean cannotReason(String model) {
        return PLAIN.matcher(model).matches();
    }
}
