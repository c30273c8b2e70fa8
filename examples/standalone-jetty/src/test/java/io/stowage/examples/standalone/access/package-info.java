@NullMarked
package io.stowage.examples.standalone.access;

import org.jspecify.annotations.NullMarked;
