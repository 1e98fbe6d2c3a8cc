/**
 * Vendors that speak another's dialect with quirks, each under a path of its own name ({@code /groq/openai/v1/...}): what they refuse,
 * how they ask for a key, and how they tell usage and errors.
 */
@NullMarked
package org.modelgate.deploy.simulator.vendor;

import org.jspecify.annotations.NullMarked;
