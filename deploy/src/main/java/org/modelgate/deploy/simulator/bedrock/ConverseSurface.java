package org.modelgate.deploy.simulator.bedrock;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.modelgate.deploy.simulator.core.Asked;
import org.modelgate.deploy.simulator.core.Event;
import org.modelgate.deploy.simulator.core.Prompt;
import org.modelgate.deploy.simulator.core.Reply;
import org.modelgate.deploy.simulator.core.Signer;
import org.modelgate.deploy.simulator.core.UsageForm;

/** Converse: one shape for every vendor's models. */
final class ConverseSurface implements Surface {

    private final List<ConverseRule> rules;

    ConverseSurface(Signer signer) {
        this.rules = Stream.of(
                        ConverseFieldRules.ALL,
                        ConverseMessageRules.ALL,
                        ConverseToolRules.ALL,
                        List.<ConverseRule>of(new ReasoningSignatureRule(signer)))
                .flatMap(List::stream)
                .toList();
    }

    @Override
    public Optional<String> fault(BedrockPath path, ObjectNode body) {
        ConverseRequest request = new ConverseRequest(path, body);
        return rules.stream()
                .map(rule -> rule.fault(request))
                .flatMap(Optional::stream)
                .findFirst();
    }

    @Override
    public Prompt prompt(BedrockPath path, ObjectNode body) {
        return ConverseReader.prompt(new ConverseRequest(path, body));
    }

    @Override
    public ObjectNode answer(Asked asked, Reply reply, UsageForm usage) {
        return ConverseWriter.answer(asked, reply, usage);
    }

    @Override
    public List<Event> stream(Asked asked, Reply reply, UsageForm usage, int chunk) {
        return ConverseStream.events(asked, reply, usage, chunk);
    }
}
