/** What OpenAI's APIs have in common: errors and their words, names of models, strict schemas, data URLs. */
@NullMarked
package org.modelgate.deploy.simulator.openai;

import org.jspecify.annotations.NullMarked;
