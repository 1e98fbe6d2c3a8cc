/** Sizes of prompts and answers in tokens, without a tokenizer: for reservations, limits and answers without usage. Pure. */
@NullMarked
package org.modelgate.translator.estimate;

import org.jspecify.annotations.NullMarked;
