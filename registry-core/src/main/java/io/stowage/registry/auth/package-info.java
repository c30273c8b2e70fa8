/**
 * Who may do what, without HTTP. {@link io.stowage.registry.auth.Authenticator} says who it is,
 * {@link io.stowage.registry.auth.AccessPolicy} what they may, and the {@link io.stowage.registry.auth.Gatekeeper} asks both
 * before anything is looked up.
 */
@NullMarked
package io.stowage.registry.auth;

import org.jspecify.annotations.NullMarked;
