package org.modelgate.edge.management;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.modelgate.common.bus.Directory;
import org.modelgate.common.bus.Role;

/** The cluster as this process knows it. */
public final class ClusterView {
    private ClusterView() {}

    public static ObjectNode of(Directory directory) {
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("node", directory.node());
        ObjectNode roles = document.putObject("roles");
        for (Role role : Role.values()) {
            directory.all(role).forEach(roles.putArray(role.name().toLowerCase(Locale.ROOT))::add);
        }
        return document;
    }
}
