package org.modelgate.router.provider;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.config.Section;

/** A name in the configuration that becomes part of a host's name, to which a credential is sent, or of a path. */
public final class HostPart {
    private HostPart() {}

    /** The name, null if there is none or a wrong one, which is reported. */
    public static @Nullable String read(Section section, String key) {
        return section.parse(key, Optional.<String>empty(), text -> Optional.of(checked(text)))
                .orElse(null);
    }

    /** The name; reported if there is none. */
    public static @Nullable String required(Section section, String key, String type) {
        if (!section.has(key)) {
            section.problem(key, "is required for type " + type);
        }
        return read(section, key);
    }

    private static String checked(String name) {
        boolean good = name.length() <= 63
                && !name.endsWith("-")
                && name.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
        if (!good || name.isEmpty() || !Character.isLetterOrDigit(name.charAt(0))) {
            throw new IllegalArgumentException("must be of lower-case letters, digits and hyphens");
        }
        return name;
    }

    /** A section's string that isn't blank. */
    public static @Nullable String text(Section section, String key) {
        String text = section.string(key);
        return text == null || Objects.equals(text.strip(), "") ? null : text;
    }
}
