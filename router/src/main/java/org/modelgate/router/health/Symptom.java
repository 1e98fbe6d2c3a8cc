package org.modelgate.router.health;

/** What a failed attempt says of its target. */
public enum Symptom {
    /** Nothing: the gateway's own doing, or the client's going away. */
    NONE,
    /** Nothing: the client's request is at fault. */
    REQUEST,
    /** Its answer was an error of its own, no answer, or broke off. */
    FAULT,
    /** It says that it is overloaded. */
    OVERLOADED,
    /** It took too long. */
    TIMEOUT,
    /** It could not be reached, or closed the connection. */
    CONNECTION,
    /** It refuses the operator's key, account or balance. */
    DENIED,
    /** It refuses for the number of requests. */
    LIMITED
}
