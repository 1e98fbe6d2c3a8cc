package org.modelgate.deploy.simulator.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.modelgate.deploy.simulator.core.Segment.Mark;

class PromptCacheTest {

    private final PromptCache cache = new PromptCache(100, 10);

    private static Segment segment(String text, int tokens, Mark mark) {
        return new Segment(0, text, tokens, mark);
    }

    @Test
    void writesAMarkedPrefixOnceAndReadsItThen() {
        List<Segment> turn = List.of(segment("system", 50, Mark.FIVE_MINUTES), segment("hello", 7, Mark.NONE));

        assertThat(cache.account("a", turn)).isEqualTo(new PromptCache.Use(0, 50, 0));
        assertThat(cache.account("a", turn)).isEqualTo(new PromptCache.Use(50, 0, 0));
    }

    @Test
    void aMovedMarkReadsTheFormerPrefixAndWritesTheRest() {
        cache.account("a", List.of(segment("one", 20, Mark.FIVE_MINUTES)));

        PromptCache.Use use = cache.account(
                "a",
                List.of(
                        segment("one", 20, Mark.NONE),
                        segment("two", 30, Mark.NONE),
                        segment("three", 5, Mark.FIVE_MINUTES)));

        assertThat(use).isEqualTo(new PromptCache.Use(20, 35, 0));
    }

    @Test
    void tellsLifetimesApart() {
        PromptCache.Use use =
                cache.account("a", List.of(segment("one", 20, Mark.ONE_HOUR), segment("two", 30, Mark.FIVE_MINUTES)));

        assertThat(use).isEqualTo(new PromptCache.Use(0, 30, 20));
    }

    @Test
    void aChangedPrefixAnotherScopeAndAShortPrefixFindNothing() {
        cache.account("a", List.of(segment("one", 20, Mark.FIVE_MINUTES)));

        assertThat(cache.account("a", List.of(segment("One", 20, Mark.FIVE_MINUTES)))
                        .read())
                .isZero();
        assertThat(cache.account("b", List.of(segment("one", 20, Mark.FIVE_MINUTES)))
                        .read())
                .isZero();
        assertThat(cache.account("a", List.of(segment("s", 9, Mark.FIVE_MINUTES))))
                .isEqualTo(new PromptCache.Use(0, 0, 0));
    }

    @Test
    void anImplicitMarkWritesForNothing() {
        List<Segment> turn = List.of(segment("one", 20, Mark.IMPLICIT));

        assertThat(cache.account("a", turn)).isEqualTo(new PromptCache.Use(0, 0, 0));
        assertThat(cache.account("a", turn)).isEqualTo(new PromptCache.Use(20, 0, 0));
    }

    @Test
    void forgetsTheLeastRecentlyUsed() {
        PromptCache small = new PromptCache(1, 1);
        small.account("a", List.of(segment("one", 20, Mark.FIVE_MINUTES)));
        small.account("a", List.of(segment("two", 20, Mark.FIVE_MINUTES)));

        assertThat(small.account("a", List.of(segment("one", 20, Mark.FIVE_MINUTES)))
                        .read())
                .isZero();
    }
}
