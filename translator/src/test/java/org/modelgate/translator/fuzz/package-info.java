/**
 * Fuzz tests of whatever reads bytes from outside. In a normal build each runs over its inputs below
 * {@code src/test/resources/org/modelgate/translator/fuzz}; see CONTRIBUTING.md for how to search for new ones.
 */
@NullMarked
package org.modelgate.translator.fuzz;

import org.jspecify.annotations.NullMarked;
