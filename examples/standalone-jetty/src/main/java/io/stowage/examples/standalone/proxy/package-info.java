/** What the launcher believes of what proxies in front of it say. */
@NullMarked
package io.stowage.examples.standalone.proxy;

import org.jspecify.annotations.NullMarked;
