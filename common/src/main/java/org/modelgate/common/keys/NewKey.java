package org.modelgate.common.keys;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;
import org.modelgate.common.config.Secret;

/** Makes keys: a prefix that scanners know, 43 random base-62 digits (256 bits), and a checksum that tells typos apart. */
public final class NewKey {
    private static final String PREFIX = "sk-gw-";
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int RANDOM_DIGITS = 43;
    private static final int CHECK_DIGITS = 6;

    private NewKey() {}

    /** @param random of cryptographic strength */
    public static Secret generate(RandomGenerator random) {
        StringBuilder key = new StringBuilder(PREFIX);
        for (int i = 0; i < RANDOM_DIGITS; i++) {
            key.append(DIGITS.charAt(random.nextInt(DIGITS.length())));
        }
        return new Secret(key + check(key.toString()));
    }

    /**
     * Whether this is no typo of a key that was made here. What has another form than those is none of ours to judge: an operator
     * may configure any key.
     */
    public static boolean plausible(String key) {
        int body = PREFIX.length() + RANDOM_DIGITS;
        if (key.length() != body + CHECK_DIGITS || !key.startsWith(PREFIX)) {
            return true;
        }
        return key.endsWith(check(key.substring(0, body)));
    }

    private static String check(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        StringBuilder digits = new StringBuilder(CHECK_DIGITS);
        long check = crc.getValue();
        for (int i = 0; i < CHECK_DIGITS; i++) {
            digits.append(DIGITS.charAt((int) (check % DIGITS.length())));
            check /= DIGITS.length();
        }
        return digits.toString();
    }
}
