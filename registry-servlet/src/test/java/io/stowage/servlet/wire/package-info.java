/** The protocol over real containers: raw requests in, raw answers out. */
@NullMarked
package io.stowage.servlet.wire;

import org.jspecify.annotations.NullMarked;
