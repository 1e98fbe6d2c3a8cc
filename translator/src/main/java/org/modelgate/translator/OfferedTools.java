package org.modelgate.translator;

import java.util.ArrayList;
import java.util.List;
import org.modelgate.common.error.GatewayError;
import org.modelgate.common.inference.DialectId;
import org.modelgate.common.inference.InferenceRequest;
import org.modelgate.common.inference.Tool;
import org.modelgate.common.inference.ToolChoice;

/** The tools of a request for a provider that knows functions and its own tools only (translation table, section 4). */
public final class OfferedTools {
    private OfferedTools() {}

    /**
     * Functions, custom tools as functions, and native tools of the provider's dialect. Others are dropped by name.
     *
     * @throws org.modelgate.common.error.GatewayException invalid_request if the answer depends on a dropped one
     */
    public static List<Tool> of(InferenceRequest request, DialectId provider, Warnings warnings) {
        List<Tool> kept = new ArrayList<>();
        ToolChoice choice = request.toolChoice();
        for (int i = 0; i < request.tools().size(); i++) {
            Tool tool = request.tools().get(i);
            if (tool instanceof Tool.Native hosted && hosted.dialect() != provider) {
                boolean forced =
                        choice instanceof ToolChoice.Named named && named.name().equals(tool.name());
                if (forced || request.tools().size() == 1) {
                    throw GatewayError.invalid("tools." + i, "'" + hosted.type() + "' is not supported by this model")
                            .asException();
                }
                warnings.add("tools." + i, "unsupported");
            } else if (choice instanceof ToolChoice.Allowed allowed
                    && !allowed.names().contains(tool.name())) {
                warnings.add("tool_choice", "tools-filtered");
            } else {
                kept.add(tool instanceof Tool.Custom custom ? CustomTools.asFunction(custom, warnings) : tool);
            }
        }
        return kept;
    }
}
