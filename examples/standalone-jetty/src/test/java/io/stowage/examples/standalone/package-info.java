@NullMarked
package io.stowage.examples.standalone;

import org.jspecify.annotations.NullMarked;
