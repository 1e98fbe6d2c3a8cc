package org.modelgate.deploy.simulator.anthropic;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model takes, read off its name.
 *
 * @param thinkingTypes that it accepts in {@code thinking.type}
 * @param thinksUnasked whether a missing {@code thinking} means adaptive
 * @param showsThinking the default of {@code thinking.display}
 * @param sampling whether {@code temperature} and its like may differ from their defaults
 * @param bindsThinking whether replayed thinking is checked against the conversation that it was made in
 */
record ModelTraits(
        Set<String> thinkingTypes,
        boolean thinksUnasked,
        boolean showsThinking,
        boolean sampling,
        boolean prefill,
        boolean forcedTools,
        boolean systemMessages,
        boolean bindsThinking) {

    private static final Pattern NAME =
            Pattern.compile(".*\\b(haiku|sonnet|opus|fable|mythos)-([0-9])(?:[-.]([0-9]))?(?![0-9]).*");

    private static final ModelTraits ANYTHING = new ModelTraits(
            Set.of("adaptive", "enabled", "disabled", "between_tools"), false, true, true, true, true, true, false);

    static ModelTraits of(String model) {
        Matcher name = NAME.matcher(model);
        if (!name.matches()) {
            return ANYTHING;
        }
        int minor = name.group(3) == null ? 0 : Integer.parseInt(name.group(3));
        int version = Integer.parseInt(name.group(2)) * 10 + minor;
        return version < 50 ? fourth(name.group(1), version) : fifth(name.group(1), version);
    }

    private static ModelTraits fourth(String line, int version) {
        if (version <= 45) {
            return new ModelTraits(Set.of("enabled", "disabled"), false, true, true, true, true, false, false);
        }
        if (version == 46) {
            return new ModelTraits(
                    Set.of("adaptive", "enabled", "disabled"), false, true, true, false, true, false, false);
        }
        boolean systemMessages = line.equals("opus") && version == 48;
        return new ModelTraits(Set.of("adaptive", "disabled"), false, false, false, false, true, systemMessages, false);
    }

    private static ModelTraits fifth(String line, int version) {
        boolean late = version >= 55 || ((line.equals("fable") || line.equals("mythos")) && version > 50);
        Set<String> types = switch (line) {
            case "haiku" -> Set.of("adaptive", "disabled");
            case "sonnet" -> late ? Set.of("adaptive", "between_tools") : Set.of("adaptive", "disabled");
            case "opus" -> late ? Set.of("adaptive") : Set.of("adaptive", "disabled");
            default -> Set.of("adaptive");
        };
        boolean forcedTools = !late || line.equals("haiku") || line.equals("sonnet");
        boolean systemMessages = !(line.equals("sonnet") && version == 50);
        return new ModelTraits(types, true, false, false, false, forcedTools, systemMessages, late);
    }
}
