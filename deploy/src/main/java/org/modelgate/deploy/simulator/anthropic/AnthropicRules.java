package org.modelgate.deploy.simulator.anthropic;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.modelgate.deploy.simulator.core.Refusal;
import org.modelgate.deploy.simulator.core.Signer;

/** All that the API checks, in the order in which the first complaint wins. */
final class AnthropicRules {

    private final List<Rule> rules;

    AnthropicRules(Signer signer) {
        this.rules = Stream.of(
                        FieldRules.ALL,
                        SamplingRules.ALL,
                        MessageRules.ALL,
                        BlockRules.ALL,
                        ToolPairRules.ALL,
                        ToolRules.ALL,
                        ThinkingRules.ALL,
                        OutputRules.ALL,
                        CacheRules.ALL,
                        List.<Rule>of(new SignatureRule(signer)))
                .flatMap(List::stream)
                .toList();
    }

    Optional<Refusal> check(AnthropicRequest request) {
        return rules.stream()
                .map(rule -> rule.fault(request))
                .flatMap(Optional::stream)
                .findFirst()
                .map(Rule::invalid);
    }
}
