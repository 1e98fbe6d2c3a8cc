package org.modelgate.common.inference;

/** A wire format of inference calls. */
public enum DialectId {
    ANTHROPIC_MESSAGES,
    OPENAI_CHAT,
    OPENAI_RESPONSES,
    /** Google's generateContent. */
    GEMINI,
    /** Amazon's neutral shape for all models; its event stream is read as SSE. */
    BEDROCK_CONVERSE
}
