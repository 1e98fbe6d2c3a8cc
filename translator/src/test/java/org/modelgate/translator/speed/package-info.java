/** What translation costs, by JMH, beside the path that passes bytes on. */
@NullMarked
package org.modelgate.translator.speed;

import org.jspecify.annotations.NullMarked;
