package org.modelgate.common.inference;

/** A wire format of inference calls. */
public enum DialectId {
    ANTHROPIC_MESSAGES,
    OPENAI_CHAT
}
