/** The registry as a program: Jetty, a data directory, a command line. */
@NullMarked
package io.stowage.examples.standalone;

import org.jspecify.annotations.NullMarked;
