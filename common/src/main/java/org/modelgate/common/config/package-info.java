/**
 * The configuration file: YAML with {@code ${ENV}} in, checked values out. A module reads its own sections into its own records
 * through {@link org.modelgate.common.config.Section}; every fault is collected with its path, and a key that nobody read is one.
 */
@NullMarked
package org.modelgate.common.config;

import org.jspecify.annotations.NullMarked;
