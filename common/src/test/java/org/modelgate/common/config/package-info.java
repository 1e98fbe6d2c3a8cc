@NullMarked
package org.modelgate.common.config;

import org.jspecify.annotations.NullMarked;
