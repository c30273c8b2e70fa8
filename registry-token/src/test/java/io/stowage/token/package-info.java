/** Tests of tokens: good ones, and what strangers make. */
@NullMarked
package io.stowage.token;

import org.jspecify.annotations.NullMarked;
