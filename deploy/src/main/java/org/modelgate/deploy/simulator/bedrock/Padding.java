package org.modelgate.deploy.simulator.bedrock;

/** The member {@code p} of every event, against those who would read its contents off its length. */
final class Padding {

    private static final String LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    private Padding() {}

    /** The JSON object with its padding, whose length follows from the object. */
    static String in(String object) {
        String letters = LETTERS.substring(0, 1 + object.length() % LETTERS.length());
        String opened = object.substring(0, object.length() - 1);
        return opened + (opened.equals("{") ? "" : ",") + "\"p\":\"" + letters + "\"}";
    }
}
