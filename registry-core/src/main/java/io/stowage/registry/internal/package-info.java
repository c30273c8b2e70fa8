/** What packages of the core share, and nobody else uses. */
@NullMarked
package io.stowage.registry.internal;

import org.jspecify.annotations.NullMarked;
