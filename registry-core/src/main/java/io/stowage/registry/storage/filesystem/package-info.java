/**
 * A registry's content in one directory, laid out as CNCF Distribution lays it out: start at
 * {@link io.stowage.registry.storage.filesystem.FilesystemStorage}.
 */
@NullMarked
package io.stowage.registry.storage.filesystem;

import org.jspecify.annotations.NullMarked;
