/** Receiving blobs: upload sessions, chunks, mounts. */
@NullMarked
package io.stowage.registry.upload;

import org.jspecify.annotations.NullMarked;
