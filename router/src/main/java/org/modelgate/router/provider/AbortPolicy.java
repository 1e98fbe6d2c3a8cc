package org.modelgate.router.provider;

/**
 * What a vendor does with a request whose connection is closed. A vendor of which nothing is known goes on; those that stop are named
 * in OpenRouter's list of providers that support stream cancellation (openrouter.ai/docs/api-reference/streaming).
 */
public enum AbortPolicy {
    /** It stops, and nobody pays for the rest: a server of the operator's own, or a vendor with a flat price. */
    STOPS,
    /** It stops a stream and its bill; a whole answer is made to its end and paid for. */
    STOPS_STREAMS,
    /** It works to the end and wants to be paid for it. */
    GOES_ON;

    /** Whether the bill ends where the connection does. */
    public boolean stops(boolean stream) {
        return switch (this) {
            case STOPS -> true;
            case STOPS_STREAMS -> stream;
            case GOES_ON -> false;
        };
    }
}
