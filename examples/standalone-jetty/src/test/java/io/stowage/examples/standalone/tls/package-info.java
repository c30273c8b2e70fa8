@NullMarked
package io.stowage.examples.standalone.tls;

import org.jspecify.annotations.NullMarked;
