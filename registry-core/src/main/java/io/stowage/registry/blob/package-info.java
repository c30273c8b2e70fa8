/** The blobs of a repository: find, delete. */
@NullMarked
package io.stowage.registry.blob;

import org.jspecify.annotations.NullMarked;
