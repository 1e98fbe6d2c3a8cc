package org.modelgate.deploy.simulator.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LimitsTest {

    private static final Block THINKING = new Block.Thinking("think thinks", true, "");
    private static final Block TEXT = new Block.Text("one two three four");
    private static final Block CALL = new Block.ToolCall("1", "name", "{\"city\":\"Paris\"}");

    @Test
    void withinTheLimitNothingChanges() {
        Limits.Limited limited = Limits.apply(List.of(THINKING, TEXT), List.of(), 8);

        assertThat(limited.blocks()).containsExactly(THINKING, TEXT);
        assertThat(limited.stop()).isEqualTo(Reply.Stop.END);
    }

    @Test
    void theTokenLimitCutsTheBlockThatItFallsInAndDropsTheRest() {
        Limits.Limited limited = Limits.apply(List.of(THINKING, TEXT, CALL), List.of(), 5);

        assertThat(limited.blocks()).containsExactly(THINKING, new Block.Text("one two "));
        assertThat(limited.stop()).isEqualTo(Reply.Stop.MAX_TOKENS);
    }

    @Test
    void argumentsAreBrokenOffInTheMiddle() {
        Limits.Limited limited = Limits.apply(List.of(CALL), List.of(), TokenCounter.call("name", "") + 2);

        assertThat(limited.blocks()).containsExactly(new Block.ToolCall("1", "name", "{\"city\":"));
    }

    @Test
    void noTokensNoBlocks() {
        assertThat(Limits.apply(List.of(TEXT), List.of(), 0).blocks()).isEmpty();
    }

    @Test
    void theEarliestStopSequenceEndsTheTextBeforeIt() {
        Limits.Limited limited = Limits.apply(List.of(TEXT, CALL), List.of("four", "two"), 100);

        assertThat(limited.blocks()).containsExactly(new Block.Text("one "));
        assertThat(limited.stop()).isEqualTo(Reply.Stop.STOP_SEQUENCE);
        assertThat(limited.stopSequence()).isEqualTo("two");
    }

    @Test
    void aStopSequenceBehindTheTokenLimitIsNeverReached() {
        assertThat(Limits.apply(List.of(TEXT), List.of("four"), 2).stop()).isEqualTo(Reply.Stop.MAX_TOKENS);
    }
}
