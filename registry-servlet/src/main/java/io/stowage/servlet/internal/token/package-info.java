/** What is asked of the token endpoint, in Docker's form and in that of OAuth. */
@NullMarked
package io.stowage.servlet.internal.token;

import org.jspecify.annotations.NullMarked;
