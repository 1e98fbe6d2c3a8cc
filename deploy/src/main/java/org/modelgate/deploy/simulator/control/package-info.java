/**
 * How a test steers the simulator and what it can ask it afterwards: fault rules, the usage log, the requests as they
 * came. State here belongs to the verticle's event loop; nothing is shared between threads.
 */
@NullMarked
package org.modelgate.deploy.simulator.control;

import org.jspecify.annotations.NullMarked;
