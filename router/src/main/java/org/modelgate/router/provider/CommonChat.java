package org.modelgate.router.provider;

import org.modelgate.translator.ChatQuirks;

/** What most servers that speak OpenAI's chat dialect have in common. */
public final class CommonChat {
    /** Names of fields that most servers don't know. */
    private static final String[] OPENAIS_OWN = {
        "store",
        "metadata",
        "user",
        "safety_identifier",
        "prediction",
        "verbosity",
        "prompt_cache_retention",
        "prompt_cache_options",
        "web_search_options",
        "modalities",
        "audio",
        "moderation"
    };

    /** Without the fields that only OpenAI knows, and without nulls. */
    public static final ChatQuirks PLAIN = ChatQuirks.NONE.dropping(OPENAIS_OWN).withoutNulls();

    /** The same, with the old name of the output cap. */
    public static final ChatQuirks OLD_CAP = PLAIN.renaming("max_completion_tokens", "max_tokens");

    private CommonChat() {}
}
