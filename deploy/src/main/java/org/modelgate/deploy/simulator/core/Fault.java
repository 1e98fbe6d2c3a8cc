package org.modelgate.deploy.simulator.core;

import java.util.Locale;

/** Something that goes wrong on purpose. {@link Directives} has the table of how to ask for each. */
public sealed interface Fault {

    record None() implements Fault {}

    /** The dialect's own error with this HTTP status. */
    record Status(int code) implements Fault {}

    /** Never answers. */
    record Hang() implements Fault {}

    /** Closes the connection before the response head. */
    record Reset() implements Fault {}

    /** Falls silent after so many events, with the connection open. */
    record Stall(int events) implements Fault {}

    /** Closes the connection after so many events. */
    record Cut(int events) implements Fault {}

    /** The dialect's own error event after so many events, and then the end. */
    record MidStreamError(int events) implements Fault {}

    /** Bytes that are no event, after so many events; the rest follows. */
    record Garbage(int events) implements Fault {}

    /** 200 with a page of HTML. */
    record Html() implements Fault {}

    /** 200 with an error body. */
    record ErrorBody() implements Fault {}

    /** 200 with no body. */
    record Empty() implements Fault {}

    /** A whole unary answer although a stream was asked for. */
    record Unary() implements Fault {}

    /** A clean end without the dialect's last event. */
    record NoTerminal() implements Fault {}

    /** One byte a time. */
    record Drip() implements Fault {}

    record BadUsage(UsageForm form) implements Fault {}

    /**
     * Reads a fault as the table in {@link Directives} spells it.
     *
     * @throws IllegalArgumentException naming what is wrong with it
     */
    static Fault parse(String text) {
        int colon = text.indexOf(':');
        String kind = colon < 0 ? text : text.substring(0, colon);
        String argument = colon < 0 ? "" : text.substring(colon + 1);
        return switch (kind) {
            case "none" -> new None();
            case "hang" -> new Hang();
            case "reset" -> new Reset();
            case "stall" -> new Stall(events(argument));
            case "cut" -> new Cut(events(argument));
            case "error" -> new MidStreamError(events(argument));
            case "garbage" -> new Garbage(events(argument));
            case "html" -> new Html();
            case "errorbody" -> new ErrorBody();
            case "empty" -> new Empty();
            case "unary" -> new Unary();
            case "noterminal", "nodone" -> new NoTerminal();
            case "drip" -> new Drip();
            case "usage" -> new BadUsage(usageForm(argument));
            default -> status(kind);
        };
    }

    private static Fault status(String kind) {
        if (!kind.matches("[45][0-9][0-9]")) {
            throw new IllegalArgumentException("unknown fault: " + kind);
        }
        return new Status(Integer.parseInt(kind));
    }

    private static int events(String argument) {
        if (!argument.matches("[0-9]{0,6}")) {
            throw new IllegalArgumentException("not a number of events: " + argument);
        }
        return argument.isEmpty() ? 0 : Integer.parseInt(argument);
    }

    private static UsageForm usageForm(String argument) {
        for (UsageForm form : UsageForm.values()) {
            if (form.name().toLowerCase(Locale.ROOT).equals(argument)) {
                return form;
            }
        }
        throw new IllegalArgumentException("unknown form of usage: " + argument);
    }
}
