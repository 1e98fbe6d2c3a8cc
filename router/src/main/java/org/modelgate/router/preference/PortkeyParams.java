package org.modelgate.router.preference;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.json.Json;
import org.modelgate.router.plan.BodyEdits;

/** {@code override_params}, {@code default_params} and {@code drop_params} of a target: changes at the top level of the body. */
final class PortkeyParams {
    private static final String MODEL = "model";
    private static final Set<String> NOT_DROPPED =
            Set.of(MODEL, "max_tokens", "max_completion_tokens", "max_output_tokens");

    private PortkeyParams() {}

    /** Takes the three members; what the group says holds where the target doesn't say otherwise. */
    static BodyEdits edits(Map<String, Value> members, BodyEdits group, Set<String> fixed) {
        Value override = members.remove("override_params");
        Value defaults = members.remove("default_params");
        Value drop = members.remove("drop_params");
        if (override == null && defaults == null && drop == null) {
            return group;
        }
        Map<String, String> set = new LinkedHashMap<>(group.set());
        Map<String, String> usual = new LinkedHashMap<>(group.defaults());
        List<String> dropped = new ArrayList<>(group.drop());
        if (override != null) {
            put(override, set, fixed);
        }
        if (defaults != null) {
            put(defaults, usual, fixed);
        }
        if (drop != null) {
            for (Value name : drop.items()) {
                if (fixed.contains(name.text()) || NOT_DROPPED.contains(name.text())) {
                    throw name.invalid(name.text() + " can't be left out for one target");
                }
                dropped.add(name.text());
            }
        }
        return new BodyEdits(set, usual, dropped);
    }

    private static void put(Value params, Map<String, String> to, Set<String> fixed) {
        params.members().forEach((name, value) -> {
            if (fixed.contains(name)) {
                throw value.invalid("can't be changed for one target");
            }
            if (name.equals(MODEL)) {
                value.text();
            }
            to.put(name, value.json());
        });
    }

    /** The model that a target gets in place of the one asked for; null if it is that one. */
    static @Nullable String model(BodyEdits edits) {
        String json = edits.set().get(MODEL);
        try {
            return json == null ? null : Json.mapper().readTree(json).textValue();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was written as JSON is none", e);
        }
    }

    static BodyEdits withoutModel(BodyEdits edits) {
        Map<String, String> set = new LinkedHashMap<>(edits.set());
        Map<String, String> defaults = new LinkedHashMap<>(edits.defaults());
        set.remove(MODEL);
        defaults.remove(MODEL);
        return new BodyEdits(set, defaults, edits.drop());
    }
}
