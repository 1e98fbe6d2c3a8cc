package org.modelgate.translator;

/** How a provider of one dialect is asked for the input tokens of a request. Its path is the vendor's ({@link Hosting}). */
public interface TokenCounter {
    /**
     * @param inference a request of the dialect, in its plain form
     * @param model the provider's name of the model
     */
    byte[] request(byte[] inference, String model);

    /**
     * @param answer with status 200
     * @throws org.modelgate.common.error.GatewayException provider_error if it has no count
     */
    long tokens(byte[] answer);
}
