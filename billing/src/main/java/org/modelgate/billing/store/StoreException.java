package org.modelgate.billing.store;

/** The storage can't be reached, or refuses; whether a commit took effect is unknown, so it is to be repeated. */
public final class StoreException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean constraint;

    /** @param constraint whether the data itself was refused: repeating it can't help, and nothing of it took effect */
    public StoreException(String message, Throwable cause, boolean constraint) {
        super(message, cause);
        this.constraint = constraint;
    }

    /** What is stored isn't what is needed. */
    StoreException(String message) {
        super(message);
        this.constraint = false;
    }

    public boolean constraint() {
        return constraint;
    }
}
