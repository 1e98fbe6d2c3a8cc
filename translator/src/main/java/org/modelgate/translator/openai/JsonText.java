package org.modelgate.translator.openai;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import org.modelgate.translator.SurrogateGuard;

/** Strings as JSON text, for answers that are built in one buffer. */
public final class JsonText {
    private JsonText() {}

    public static void quote(StringBuilder out, String text) {
        out.append('"');
        escape(out, text);
        out.append('"');
    }

    /** Without the quotes; halves of surrogate pairs that stand alone are replaced. */
    public static void escape(StringBuilder out, String text) {
        JsonStringEncoder.getInstance().quoteAsString(SurrogateGuard.repair(text), out);
    }
}
