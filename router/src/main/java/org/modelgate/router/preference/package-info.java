/**
 * From what a request says about routing, in whichever gateway's convention, to one plan. Each convention is one small compiler that
 * adds to the same {@link org.modelgate.router.preference.Wishes}; what none of them takes is a 400 that names it. {@code
 * deploy/docs/routing.md} lists the conventions. Pure: bytes, catalog, figures and a seed in, a plan or an error out.
 */
@NullMarked
package org.modelgate.router.preference;

import org.jspecify.annotations.NullMarked;
