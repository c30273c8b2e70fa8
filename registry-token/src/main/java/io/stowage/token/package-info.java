/**
 * Docker's token flow. {@link io.stowage.token.SignedTokens} gives out tokens and takes them back, with keys that
 * {@link io.stowage.token.TokenKeyDirectory} makes and renews; {@link io.stowage.token.TrustedTokens} takes those of another
 * server.
 *
 * @see <a href="https://distribution.github.io/distribution/spec/auth/token/">Docker registry authentication</a>
 */
@NullMarked
package io.stowage.token;

import org.jspecify.annotations.NullMarked;
