package org.modelgate.router.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RenewedTest {
    private final List<Promise<Renewed.Fetched<String>>> fetches = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-21T00:00:00Z");
    private final Renewed<String> renewed = new Renewed<>("test", () -> now, this::fetch);

    private Future<Renewed.Fetched<String>> fetch() {
        Promise<Renewed.Fetched<String>> promise = Promise.promise();
        fetches.add(promise);
        return promise.future();
    }

    private void complete(int fetch, String value, Duration life) {
        fetches.get(fetch).complete(new Renewed.Fetched<>(value, now.plus(life)));
    }

    @Test
    void allWhoComeMeanwhileWaitForOneFetch() {
        Future<String> first = renewed.get();
        Future<String> second = renewed.get();
        assertThat(fetches).hasSize(1);
        complete(0, "a", Duration.ofHours(1));
        assertThat(first.result()).isEqualTo("a");
        assertThat(second.result()).isEqualTo("a");
        assertThat(renewed.get().result()).isEqualTo("a");
        assertThat(fetches).hasSize(1);
    }

    @Test
    void itIsRenewedAheadOfItsEndWhileTheOldOneIsUsed() {
        renewed.get();
        complete(0, "a", Duration.ofHours(1));
        now = now.plus(Duration.ofMinutes(56));
        assertThat(renewed.get().result()).isEqualTo("a");
        assertThat(renewed.get().result()).isEqualTo("a");
        assertThat(fetches).hasSize(2);
        complete(1, "b", Duration.ofHours(1));
        assertThat(renewed.get().result()).isEqualTo("b");
    }

    @Test
    void afterItsEndNobodyGetsTheOldOne() {
        renewed.get();
        complete(0, "a", Duration.ofMinutes(10));
        now = now.plus(Duration.ofMinutes(10));
        assertThat(renewed.get().isComplete()).isFalse();
    }

    @Test
    void aFailedRenewalLeavesTheOldOneInUse() {
        renewed.get();
        complete(0, "a", Duration.ofHours(1));
        now = now.plus(Duration.ofMinutes(56));
        renewed.get();
        fetches.get(1).fail("down");
        assertThat(renewed.get().result()).isEqualTo("a");
        assertThat(fetches).as("not at once").hasSize(2);
        now = now.plusSeconds(3);
        assertThat(renewed.get().result()).isEqualTo("a");
        assertThat(fetches).hasSize(3);
    }

    @Test
    void afterAFailedFetchNobodyAsksForAMoment() {
        Future<String> first = renewed.get();
        fetches.getFirst().fail("down");
        assertThat(first.failed()).isTrue();
        assertThat(renewed.get().failed()).isTrue();
        assertThat(fetches).hasSize(1);
        now = now.plusSeconds(3);
        assertThat(renewed.get().isComplete()).isFalse();
        assertThat(fetches).hasSize(2);
    }

    @Test
    void aRefusedOneIsDroppedUnlessItIsBrandNew() {
        assertThat(renewed.drop()).isFalse();
        renewed.get();
        complete(0, "a", Duration.ofHours(1));
        assertThat(renewed.drop()).isFalse();
        now = now.plusSeconds(40);
        assertThat(renewed.drop()).isTrue();
        assertThat(renewed.get().isComplete()).isFalse();
    }
}
