/** TLS in the launcher: certificates from files or made here, exchanged while it serves, and HTTP/2. */
@NullMarked
package io.stowage.examples.standalone.tls;

import org.jspecify.annotations.NullMarked;
