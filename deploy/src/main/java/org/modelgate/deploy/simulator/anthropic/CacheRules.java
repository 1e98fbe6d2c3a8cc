package org.modelgate.deploy.simulator.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Cache marks: where they may be, how many, and in which order of lifetimes. */
final class CacheRules {

    private static final int MARKS_MAX = 4;
    private static final Set<String> UNMARKABLE = Set.of("thinking", "redacted_thinking");

    static final List<Rule> ALL = List.of(CacheRules::marks);

    private CacheRules() {}

    private record Place(String path, JsonNode holder) {
        JsonNode mark() {
            return holder.path("cache_control");
        }
    }

    private static Optional<String> marks(AnthropicRequest request) {
        List<Place> marked = places(request).stream()
                .filter(place -> place.holder().hasNonNull("cache_control"))
                .toList();
        for (Place place : marked) {
            Optional<String> fault = mark(place);
            if (fault.isPresent()) {
                return fault;
            }
        }
        int count = marked.size() + (request.body().hasNonNull("cache_control") ? 1 : 0);
        if (count > MARKS_MAX) {
            return Optional.of("A maximum of 4 blocks with cache_control may be provided. Found " + count + ".");
        }
        return lifetimes(marked);
    }

    /** All that may carry a mark, in the order in which the model reads it. */
    private static List<Place> places(AnthropicRequest request) {
        List<Place> places = new ArrayList<>();
        JsonNode tools = request.body().path("tools");
        for (int i = 0; i < tools.size(); i++) {
            places.add(new Place("tools." + i, tools.path(i)));
        }
        JsonNode system = request.body().path("system");
        for (int i = 0; i < system.size(); i++) {
            places.add(new Place("system." + i, system.path(i)));
        }
        for (int i = 0; i < request.messages().size(); i++) {
            List<JsonNode> blocks = request.blocks(i);
            for (int j = 0; j < blocks.size(); j++) {
                places.add(new Place("messages." + i + ".content." + j, blocks.get(j)));
            }
        }
        return places;
    }

    private static Optional<String> mark(Place place) {
        String type = AnthropicRequest.type(place.holder());
        if (UNMARKABLE.contains(type)) {
            return Optional.of(FieldRules.extra(place.path() + "." + type + ".cache_control"));
        }
        if (!AnthropicRequest.type(place.mark()).equals("ephemeral")) {
            return Optional.of(place.path() + ".cache_control.type: Input should be 'ephemeral'");
        }
        return FieldRules.oneOf(
                place.path() + ".cache_control.ttl", place.mark().path("ttl"), "5m", "1h");
    }

    private static Optional<String> lifetimes(List<Place> marked) {
        boolean shortSeen = false;
        for (Place place : marked) {
            boolean isLong = place.mark().path("ttl").asText().equals("1h");
            if (isLong && shortSeen) {
                return Optional.of(
                        place.path() + ".cache_control.ttl: a ttl='1h' cache_control block must not come after "
                                + "a ttl='5m' cache_control block. Note that blocks are processed in the following order: "
                                + "`tools`, `system`, `messages`.");
            }
            shortSeen |= !isLong;
        }
        return Optional.empty();
    }
}
