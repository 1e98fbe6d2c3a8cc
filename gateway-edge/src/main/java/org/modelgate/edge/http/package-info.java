/**
 * From socket to bus and back: request heads, bodies under their limits, inference calls and their answers, errors in the
 * client's dialect. Everything here belongs to the event loop of one edge instance, except what says otherwise.
 */
@NullMarked
package org.modelgate.edge.http;

import org.jspecify.annotations.NullMarked;
