/** The registry's HTTP side: {@link io.stowage.servlet.RegistryServlet}, mounted at {@code /v2/*} of the origin. */
@NullMarked
package io.stowage.servlet;

import org.jspecify.annotations.NullMarked;
