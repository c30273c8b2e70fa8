/** Between a request and what it wants: who asks, and whether they may. */
@NullMarked
package io.stowage.servlet.internal.access;

import org.jspecify.annotations.NullMarked;
