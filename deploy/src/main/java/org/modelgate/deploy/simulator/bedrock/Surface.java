package org.modelgate.deploy.simulator.bedrock;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.modelgate.deploy.simulator.core.Asked;
import org.modelgate.deploy.simulator.core.Event;
import org.modelgate.deploy.simulator.core.Prompt;
import org.modelgate.deploy.simulator.core.Reply;
import org.modelgate.deploy.simulator.core.UsageForm;

/** One of the body formats that the runtime takes. */
interface Surface {

    /** What is wrong with a request, in the API's words. */
    Optional<String> fault(BedrockPath path, ObjectNode body);

    Prompt prompt(BedrockPath path, ObjectNode body);

    ObjectNode answer(Asked asked, Reply reply, UsageForm usage);

    /** Headers of a whole answer. */
    default Map<String, String> answerHeaders(Reply reply) {
        return Map.of();
    }

    List<Event> stream(Asked asked, Reply reply, UsageForm usage, int chunk);
}
