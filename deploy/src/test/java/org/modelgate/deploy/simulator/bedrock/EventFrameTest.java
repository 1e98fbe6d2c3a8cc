package org.modelgate.deploy.simulator.bedrock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Against the vectors that Amazon's own library made. */
class EventFrameTest {

    private static final String CHUNK =
            "000000d70000004bbff9e4380b3a6576656e742d747970650700056368756e6b0d3a636f6e74656e"
                    + "742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e747b226279746573"
                    + "223a2265794a306558426c496a6f695932397564475675644639696247396a6131396b5a57783059534973496d6c755a475634496a6f"
                    + "774c434a6b5a5778305953493665794a306558426c496a6f69644756346446396b5a57783059534973496e526c654851694f694a4961"
                    + "534a3966513d3d227d4b8e9495";
    private static final String THROTTLED =
            "000000b0000000614f5086b30f3a657863657074696f6e2d747970650700137468726f74746c"
                    + "696e67457863657074696f6e0d3a636f6e74656e742d747970650700106170706c69636174696f6e2f6a736f6e0d3a6d657373616765"
                    + "2d74797065070009657863657074696f6e7b226d657373616765223a22546f6f206d616e7920746f6b656e732c20706c656173652077"
                    + "616974206265666f726520747279696e6720616761696e2e227df70ae57f";

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    @Test
    void anEventIsFramedAsAmazonFramesIt() {
        String payload = "{\"bytes\":\"eyJ0eXBlIjoiY29udGVudF9ibG9ja19kZWx0YSIsImluZGV4IjowLCJkZWx0YSI6eyJ0eXBlIjoidGV4"
                + "dF9kZWx0YSIsInRleHQiOiJIaSJ9fQ==\"}";

        assertThat(hex(EventFrame.event("chunk", payload).getBytes())).isEqualTo(CHUNK);
    }

    @Test
    void anExceptionIsFramedAsAmazonFramesIt() {
        String payload = "{\"message\":\"Too many tokens, please wait before trying again.\"}";

        assertThat(hex(EventFrame.exception("throttlingException", payload).getBytes()))
                .isEqualTo(THROTTLED);
    }
}
