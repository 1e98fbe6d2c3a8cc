package org.modelgate.router.provider;

/**
 * The header in which a provider wants a key.
 *
 * @param header its name, in lower case
 * @param prefix what stands in front of the key
 */
public record AuthScheme(String header, String prefix) {
    public static final AuthScheme BEARER = new AuthScheme("authorization", "Bearer ");
    public static final AuthScheme X_API_KEY = new AuthScheme("x-api-key", "");

    public String value(String key) {
        return prefix + key;
    }
}
