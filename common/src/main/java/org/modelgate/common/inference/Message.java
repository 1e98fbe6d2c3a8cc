package org.modelgate.common.inference;

import java.util.List;

/** One turn. Tool results are parts of a {@link Role#USER} message, before its text; late system messages keep their place. */
public record Message(Role role, List<ContentPart> parts) {
    public enum Role {
        SYSTEM,
        USER,
        ASSISTANT
    }

    public Message {
        parts = List.copyOf(parts);
    }
}
