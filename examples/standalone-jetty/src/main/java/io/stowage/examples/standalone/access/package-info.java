/** Who may do what: the flags of {@code stowage serve} for that, and the commands that go with them. */
@NullMarked
package io.stowage.examples.standalone.access;

import org.jspecify.annotations.NullMarked;
