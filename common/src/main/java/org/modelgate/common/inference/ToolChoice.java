package org.modelgate.common.inference;

import java.util.List;

/** Whether and which tools must be called. */
public sealed interface ToolChoice {
    record Auto() implements ToolChoice {}

    record None() implements ToolChoice {}

    /** At least one call of any tool. */
    record Required() implements ToolChoice {}

    record Named(String name) implements ToolChoice {}

    /** Only these may be called; {@code required} if one must be. */
    record Allowed(List<String> names, boolean required) implements ToolChoice {
        public Allowed {
            names = List.copyOf(names);
        }
    }
}
