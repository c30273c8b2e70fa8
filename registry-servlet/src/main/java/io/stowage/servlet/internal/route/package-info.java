/** What a path names, and nothing about what is done with it. */
@NullMarked
package io.stowage.servlet.internal.route;

import org.jspecify.annotations.NullMarked;
