@NullMarked
package io.stowage.examples.standalone.proxy;

import org.jspecify.annotations.NullMarked;
