package org.modelgate.deploy.simulator.core;

/** A piece of an answer. */
public sealed interface Block {

    int tokens();

    /**
     * What the model thinks before it answers.
     *
     * @param shown false when the client asked not to see the text; it is made and paid for all the same
     */
    record Thinking(String text, boolean shown, String signature) implements Block {

        /** What goes over the wire, and what the signature covers. */
        public String visible() {
            return shown ? text : "";
        }

        @Override
        public int tokens() {
            return TokenCounter.text(text);
        }
    }

    record Text(String text) implements Block {
        @Override
        public int tokens() {
            return TokenCounter.text(text);
        }
    }

    /**
     * A call that the client is to make.
     *
     * @param arguments JSON text, or plain text for a tool that takes that; broken off in the middle when the token limit fell there
     */
    record ToolCall(String id, String name, String arguments) implements Block {
        @Override
        public int tokens() {
            return TokenCounter.call(name, arguments);
        }
    }
}
