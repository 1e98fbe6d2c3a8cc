package org.modelgate.common.bus.messages;

import org.jspecify.annotations.Nullable;
import org.modelgate.common.bus.Request;

/**
 * edge to router: the catalog.
 *
 * @param name null for all models, else the one that a call with this name would get, however it is spelled; fails with
 *     model_not_found if there is none. An older router answers with all models
 */
public record ReadModels(@Nullable String name) implements Request<Models> {
    /** All models. */
    public ReadModels() {
        this(null);
    }
}
