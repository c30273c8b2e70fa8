/** The registry in a Spring Boot application, as its users meet it. */
@NullMarked
package io.stowage.examples.spring;

import org.jspecify.annotations.NullMarked;
