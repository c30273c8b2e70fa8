/** One class per URL shape, one method per verb: from an exchange to the registry's operations and back. */
@NullMarked
package io.stowage.servlet.internal.endpoint;

import org.jspecify.annotations.NullMarked;
