package org.modelgate.translator;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.Tool;
import org.modelgate.common.inference.ToolChoice;

/** The tools of a request for a provider that knows functions and its own tools only (translation table, section 4). */
public final class OfferedTools {
    /** A provider's tool that does what another one's does. */
    @FunctionalInterface
    public interface Counterpart {
        Tool.@Nullable Native of(Tool.Native foreign);
    }

    private OfferedTools() {}

    /**
     * Functions, custom tools as functions, and native tools of the provider's dialect. Others are dropped by name.
     *
     * @throws org.modelgate.common.error.GatewayException invalid_request if the answer depends on a dropped one
     */
    public static List<Tool> of(InferenceRequest request, DialectId provider, Warnings warnings) {
        return of(request, provider, own -> null, warnings);
    }

    /** @param counterpart makes a foreign tool the provider's own; null where it has no such tool */
    public static List<Tool> of(
            InferenceRequest request, DialectId provider, Counterpart counterpart, Warnings warnings) {
        List<Tool> kept = new ArrayList<>();
        ToolChoice choice = request.toolChoice();
        for (int i = 0; i < request.tools().size(); i++) {
            Tool tool = request.tools().get(i);
            Tool known =
                    tool instanceof Tool.Native hosted && hosted.dialect() != provider ? counterpart.of(hosted) : tool;
            if (known == null) {
                drop(tool, i, request, warnings);
            } else if (choice instanceof ToolChoice.Allowed allowed
                    && !allowed.names().contains(tool.name())) {
                warnings.add("tool_choice", "tools-filtered");
            } else {
                kept.add(known instanceof Tool.Custom custom ? CustomTools.asFunction(custom, warnings) : known);
            }
        }
        return kept;
    }

    private static void drop(Tool tool, int index, InferenceRequest request, Warnings warnings) {
        boolean forced = request.toolChoice() instanceof ToolChoice.Named named
                && named.name().equals(tool.name());
        if (forced || request.tools().size() == 1) {
            String type = tool instanceof Tool.Native hosted ? hosted.type() : tool.name();
            throw GatewayError.invalid("tools." + index, "'" + type + "' is not supported by this model")
                    .asException();
        }
        warnings.add("tools." + index, "unsupported");
    }
}
