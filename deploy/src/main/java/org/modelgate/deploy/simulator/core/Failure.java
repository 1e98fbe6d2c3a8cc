package org.modelgate.deploy.simulator.core;

/** Errors that every dialect has its own words for. */
public sealed interface Failure {

    record NoKey() implements Failure {}

    record WrongKey(String key) implements Failure {}

    record NoSuchPath(String method, String path) implements Failure {}

    record NoSuchMethod(String method, String path) implements Failure {}

    record NoSuchModel(String model) implements Failure {}

    record NotJson(String why) implements Failure {}

    record TooLarge() implements Failure {}

    record BadDirective(String why) implements Failure {}

    /** Asked for by a fault. */
    record Forced(int status) implements Failure {}
}
