package org.modelgate.deploy.simulator.core;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a provider's prompt cache would hold: the marked prefixes of earlier requests, the least recently used forgotten
 * first. Entries don't age, because answers must not depend on a clock. One thread only.
 */
public final class PromptCache {

    /** How many block ends before a mark are tried, as the Messages API does. */
    private static final int LOOK_BACK = 20;

    private final int minimumTokens;
    private final LinkedHashMap<String, Integer> tokensByPrefix;

    public PromptCache(int entriesMax, int minimumTokens) {
        this.minimumTokens = minimumTokens;
        this.tokensByPrefix = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
                return size() > entriesMax;
            }
        };
    }

    /** Tokens read from the cache and written to it by one request. */
    public record Use(int read, int written5m, int written1h) {
        static final Use NONE = new Use(0, 0, 0);
    }

    /** Looks the request up, then remembers its marked prefixes. A scope (account and model) sees only its own. */
    public Use account(String scope, List<Segment> segments) {
        List<String> ends = Prefixes.ends(segments);
        int[] tokens = tokensUpTo(segments);
        int read = 0;
        int last5m = 0;
        int last1h = 0;
        for (int i = 0; i < segments.size(); i++) {
            Segment.Mark mark = segments.get(i).mark();
            if (mark == Segment.Mark.NONE || tokens[i] < minimumTokens) {
                continue;
            }
            read = Math.max(read, longestKnown(scope, ends, i));
            switch (mark) {
                case FIVE_MINUTES -> last5m = tokens[i];
                case ONE_HOUR -> last1h = tokens[i];
                case IMPLICIT, NONE -> {}
            }
        }
        remember(scope, segments, ends, tokens);
        int written1h = Math.max(0, last1h - read);
        int written5m = Math.max(0, last5m - Math.max(read, last1h));
        return new Use(read, written5m, written1h);
    }

    private int longestKnown(String scope, List<String> ends, int mark) {
        for (int i = mark; i >= Math.max(0, mark - LOOK_BACK); i--) {
            Integer tokens = tokensByPrefix.get(scope + ends.get(i));
            if (tokens != null) {
                return tokens;
            }
        }
        return 0;
    }

    private void remember(String scope, List<Segment> segments, List<String> ends, int[] tokens) {
        for (int i = 0; i < segments.size(); i++) {
            if (segments.get(i).mark() != Segment.Mark.NONE && tokens[i] >= minimumTokens) {
                tokensByPrefix.put(scope + ends.get(i), tokens[i]);
            }
        }
    }

    private static int[] tokensUpTo(List<Segment> segments) {
        int[] sums = new int[segments.size()];
        int sum = 0;
        for (int i = 0; i < sums.length; i++) {
            sum += segments.get(i).tokens();
            sums[i] = sum;
        }
        return sums;
    }
}
