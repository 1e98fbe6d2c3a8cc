package org.modelgate.translator.framing;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.function.Predicate;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.json.Json;

/** One streaming pass over the top-level members of a JSON object. */
public final class JsonMembers {
    private static final String NO_OBJECT = "no JSON object";

    private JsonMembers() {}

    /** The object without the members of these names; all other bytes stay. */
    public static byte[] without(byte[] json, Predicate<String> names) {
        Splices splices = new Splices(json);
        try (JsonParser p = Json.factory().createParser(json)) {
            if (p.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException(NO_OBJECT);
            }
            boolean kept = false;
            int open = -1;
            while (p.nextToken() == JsonToken.FIELD_NAME) {
                int start = (int) p.currentTokenLocation().getByteOffset();
                if (open >= 0) {
                    splices.cut(open, start);
                    open = -1;
                }
                boolean cut = names.test(p.currentName());
                p.nextToken();
                p.skipChildren();
                if (!cut) {
                    kept = true;
                    continue;
                }
                p.finishToken();
                if (kept) {
                    splices.cut(comma(json, start), (int) p.currentLocation().getByteOffset());
                } else {
                    open = start;
                }
            }
            if (open >= 0) {
                splices.cut(open, (int) p.currentTokenLocation().getByteOffset());
            }
        } catch (IOException e) {
            throw new IllegalArgumentException(NO_OBJECT, e);
        }
        return splices.apply();
    }

    /** Cuts what has to go from the value that the parser stands at the start of. */
    public interface Inside {
        void cut(JsonParser p, Splices splices) throws IOException;
    }

    /**
     * A body with cuts inside one of its top-level members; all other bytes stay.
     *
     * @param body that was scanned before
     * @param start what its value begins with; another value stays
     */
    public static byte[] within(byte[] body, String member, JsonToken start, Inside inside) {
        Splices splices = new Splices(body);
        try (JsonParser p = Json.factory().createParser(body)) {
            p.nextToken();
            while (p.nextToken() == JsonToken.FIELD_NAME) {
                boolean named = p.currentName().equals(member);
                if (p.nextToken() == start && named) {
                    inside.cut(p, splices);
                } else {
                    p.skipChildren();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory", e);
        }
        return splices.apply();
    }

    /** Cuts the members of these names from the object that the parser stands at the start of. */
    public static void cut(JsonParser p, byte[] json, Set<String> names, Splices splices) throws IOException {
        MemberCuts cuts = new MemberCuts();
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            boolean cut = names.contains(p.currentName());
            int from = TokenSpan.start(p);
            p.nextToken();
            p.skipChildren();
            cuts.member(from, TokenSpan.end(p, json), cut);
        }
        splices.cut(cuts);
    }

    /** Position of the comma in front of a member that isn't the first. */
    public static int comma(byte[] json, int memberStart) {
        int at = memberStart - 1;
        while (json[at] != ',') {
            at--;
        }
        return at;
    }

    /**
     * A count in a provider's answer.
     *
     * @throws org.modelgate.common.error.GatewayException provider_error if there is none
     */
    public static long count(byte[] json, String name) {
        long count;
        try (JsonParser p = Json.factory().createParser(json)) {
            count = number(p, name);
        } catch (IOException e) {
            // Said below, without an excerpt of the body.
            count = -1;
        }
        if (count < 0) {
            throw GatewayError.provider("the provider's answer has no count").asException();
        }
        return count;
    }

    private static long number(JsonParser p, String name) throws IOException {
        if (p.nextToken() != JsonToken.START_OBJECT) {
            return -1;
        }
        while (p.nextToken() == JsonToken.FIELD_NAME) {
            boolean wanted = p.currentName().equals(name);
            if (p.nextToken() == JsonToken.VALUE_NUMBER_INT && wanted) {
                return p.getLongValue();
            }
            p.skipChildren();
        }
        return -1;
    }
}
