package org.modelgate.deploy.simulator.core;

import java.util.List;

/** The models that are listed. Any other name is served too, except those that begin with {@code unknown}. */
public final class ModelCatalogue {

    public static final List<String> CLAUDE = List.of(
            "claude-opus-5-5",
            "claude-sonnet-5-5",
            "claude-haiku-5-5",
            "claude-opus-4-8",
            "claude-sonnet-4-6",
            "claude-sonnet-4-5",
            "claude-haiku-4-5");

    public static final List<String> GPT = List.of(
            "gpt-6-astra",
            "gpt-6.1-sol",
            "gpt-6-sol",
            "gpt-6-luna",
            "gpt-5.6-sol",
            "gpt-5.5",
            "gpt-5.1",
            "gpt-4.1",
            "gpt-4o");

    public static final List<String> GEMINI =
            List.of("gemini-4-argon", "gemini-3.8-flash", "gemini-3.1-pro", "gemini-3-pro", "gemini-2.5-flash");

    private ModelCatalogue() {}

    public static boolean serves(String model) {
        return !model.startsWith("unknown");
    }
}
