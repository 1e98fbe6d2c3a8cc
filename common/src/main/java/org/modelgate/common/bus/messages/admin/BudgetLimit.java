package org.modelgate.common.bus.messages.admin;

import org.jspecify.annotations.Nullable;

/**
 * What may be spent in a calendar window (UTC), by whom.
 *
 * @param scope {@code account, key, user} or {@code tag}
 * @param name the one user or tag that it holds for, in place of the one for all; null: each has its own
 * @param window {@code day, week, month} or {@code lifetime}
 */
public record BudgetLimit(String scope, @Nullable String name, String window, long nano) {}
