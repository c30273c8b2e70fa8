/** Looks for damaged and missing content, and says whom it hurts: {@link io.stowage.registry.verification.ContentVerifier}. */
@NullMarked
package io.stowage.registry.verification;

import org.jspecify.annotations.NullMarked;
