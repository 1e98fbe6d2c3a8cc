package org.modelgate.deploy.simulator.core;

/** What a path and a method ask for. */
public sealed interface Route {

    record Infer() implements Route {}

    record CountTokens() implements Route {}

    record ListModels() implements Route {}

    record GetModel(String id) implements Route {}

    record WrongMethod() implements Route {}

    record Unknown() implements Route {}
}
