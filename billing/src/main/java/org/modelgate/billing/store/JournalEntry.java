package org.modelgate.billing.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.modelgate.billing.ledger.LedgerRecord;
import org.modelgate.common.json.Json;

/**
 * One batch as it stands in the local journal.
 *
 * @param epoch of the boot that wrote it
 */
record JournalEntry(long epoch, Batch batch) {
    private static final Map<String, Class<? extends LedgerRecord>> KINDS = kinds();

    private static Map<String, Class<? extends LedgerRecord>> kinds() {
        Map<String, Class<? extends LedgerRecord>> kinds = new HashMap<>();
        for (Class<?> kind : LedgerRecord.class.getPermittedSubclasses()) {
            kinds.put(kind.getSimpleName(), kind.asSubclass(LedgerRecord.class));
        }
        return Map.copyOf(kinds);
    }

    byte[] bytes() {
        ObjectNode root = Json.mapper().createObjectNode().put("epoch", epoch);
        ObjectNode transfers = root.putObject("transfers");
        batch.transfers().forEach((org, id) -> transfers.put(org.toString(), id.toString()));
        ArrayNode records = root.putArray("records");
        for (LedgerRecord record : batch.records()) {
            records.addArray()
                    .add(record.getClass().getSimpleName())
                    .add(Json.mapper().<JsonNode>valueToTree(record));
        }
        return root.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** @param ids for transfers that the batch hasn't named yet */
    static JournalEntry read(byte[] bytes, Supplier<UUID> ids) throws IOException {
        JsonNode root = Json.mapper().readTree(bytes);
        List<LedgerRecord> records = new ArrayList<>();
        for (JsonNode record : root.path("records")) {
            Class<? extends LedgerRecord> kind = KINDS.get(record.path(0).asText());
            if (kind == null) {
                throw new IOException("the local journal has a record of an unknown kind " + record.path(0));
            }
            records.add(Json.mapper().treeToValue(record.path(1), kind));
        }
        Map<Long, UUID> transfers = new HashMap<>();
        for (Map.Entry<String, JsonNode> transfer : root.path("transfers").properties()) {
            transfers.put(
                    Long.valueOf(transfer.getKey()),
                    UUID.fromString(transfer.getValue().asText()));
        }
        return new JournalEntry(root.path("epoch").asLong(), new Batch(records, transfers, ids));
    }
}
