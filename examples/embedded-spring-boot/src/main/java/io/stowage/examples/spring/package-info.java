/** The registry in a Spring Boot application that knows its users. */
@NullMarked
package io.stowage.examples.spring;

import org.jspecify.annotations.NullMarked;
