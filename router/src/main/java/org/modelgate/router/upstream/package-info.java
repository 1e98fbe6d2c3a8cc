/**
 * HTTP to providers: pools, requests, answers in read turns, reset. Knows no vendor and no dialect. Everything belongs to the event
 * loop of the router instance that made it.
 */
@NullMarked
package org.modelgate.router.upstream;

import org.jspecify.annotations.NullMarked;
