package org.modelgate.edge.management;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.modelgate.common.bus.BusEndpoint;
import org.modelgate.common.bus.Role;
import org.modelgate.common.bus.messages.ProviderHealth;
import org.modelgate.common.bus.messages.ReadProviders;
import org.modelgate.edge.api.Documents;

/** How providers' targets are, as each router node knows it. Instances of one node know the same. */
public final class ProviderReport {
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final BusEndpoint bus;

    public ProviderReport(BusEndpoint bus) {
        this.bus = bus;
    }

    /** Never fails: routers that don't answer are named in it. On the endpoint's context. */
    public Future<byte[]> read() {
        Map<String, ProviderHealth> nodes = new TreeMap<>();
        List<String> silent = new ArrayList<>();
        List<Future<ProviderHealth>> asked = new ArrayList<>();
        for (String router : bus.directory().all(Role.ROUTER)) {
            asked.add(bus.request(router, new ReadProviders(), PATIENCE)
                    .onSuccess(health -> nodes.put(health.node(), health))
                    .onFailure(failure -> silent.add(router)));
        }
        return Future.join(asked).transform(done -> Future.succeededFuture(document(nodes, silent)));
    }

    private static byte[] document(Map<String, ProviderHealth> nodes, List<String> silent) {
        ObjectNode document = JsonNodeFactory.instance.objectNode();
        ArrayNode list = document.putArray("nodes");
        nodes.values().forEach(health -> node(list.addObject(), health));
        silent.forEach(document.putArray("silent")::add);
        return Documents.bytes(document);
    }

    private static void node(ObjectNode node, ProviderHealth health) {
        node.put("node", health.node());
        ArrayNode targets = node.putArray("targets");
        for (ProviderHealth.Entry target : health.targets()) {
            targets.addObject()
                    .put("target", target.target())
                    .put("state", target.state())
                    .put("reason", target.reason())
                    .put("open_for_ms", target.openForMillis())
                    .put("openings", target.openings())
                    .put("attempts", target.attempts())
                    .put("failures", target.failures())
                    .put("repeated", target.repeated())
                    .put("latency_ms", target.latencyMillis())
                    .put("latency_p95_ms", target.latencyP95Millis())
                    .put("tokens_per_second", target.tokensPerSecond());
        }
    }
}
