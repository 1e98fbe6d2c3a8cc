package org.modelgate.deploy.simulator.core;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/** What a path and a method ask for. */
public sealed interface Route {

    record Infer() implements Route {}

    /**
     * A prompt to be counted.
     *
     * @param answer puts the count into the dialect's body
     */
    record CountTokens(IntFunction<ObjectNode> answer) implements Route {}

    record ListModels(Supplier<ObjectNode> answer) implements Route {}

    record GetModel(String id, Supplier<ObjectNode> answer) implements Route {}

    record WrongMethod() implements Route {}

    record Unknown() implements Route {}
}
