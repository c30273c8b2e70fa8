/** What the packages of access control share, and nobody else needs. */
@NullMarked
package io.stowage.registry.auth.internal;

import org.jspecify.annotations.NullMarked;
