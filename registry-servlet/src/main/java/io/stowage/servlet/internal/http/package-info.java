/** What HTTP says around the registry: headers, queries, errors and the moving of bytes. */
@NullMarked
package io.stowage.servlet.internal.http;

import org.jspecify.annotations.NullMarked;
