/** The tags of a repository. */
@NullMarked
package io.stowage.registry.tag;

import org.jspecify.annotations.NullMarked;
