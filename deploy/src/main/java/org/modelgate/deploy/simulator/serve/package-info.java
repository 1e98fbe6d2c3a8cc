/**
 * From an HTTP request to bytes on the wire: the front door reads the request, the provider settles what it gets, staging
 * writes that down as a script, and a player plays it. Everything runs on the event loop of the verticle.
 */
@NullMarked
package org.modelgate.deploy.simulator.serve;

import org.jspecify.annotations.NullMarked;
