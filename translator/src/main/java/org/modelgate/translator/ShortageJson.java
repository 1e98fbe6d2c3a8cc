package org.modelgate.translator;

import org.modelgate.common.error.CreditShortage;

/**
 * What a call lacked as the {@code context} of an error, in USD; the names of Gatewayz's clients beside the gateway's own.
 */
public final class ShortageJson {
    private ShortageJson() {}

    public static String of(CreditShortage shortage) {
        String required = GatewayUsageJson.usd(shortage.requiredNano());
        String available = GatewayUsageJson.usd(shortage.availableNano());
        String deficit = GatewayUsageJson.usd(shortage.requiredNano() - shortage.availableNano());
        return "{\"required\":" + required + ",\"available\":" + available + ",\"max_affordable_output_tokens\":"
                + shortage.affordableOutputTokens() + ",\"required_credits\":" + required + ",\"current_credits\":"
                + available + ",\"credit_deficit\":" + deficit + "}";
    }
}
