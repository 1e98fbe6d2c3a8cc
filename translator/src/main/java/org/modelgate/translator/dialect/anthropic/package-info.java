/**
 * Anthropic's Messages dialect, client and provider side, API versions 2023-06-01 and 2026-10-21. Pure; touches the
 * translator's root, framing and common only.
 */
@NullMarked
package org.modelgate.translator.dialect.anthropic;

import org.jspecify.annotations.NullMarked;
