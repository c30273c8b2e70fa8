/**
 * The contract between a registry and the place where its content lies.
 *
 * <p>{@link io.stowage.storage.RegistryStorage} is the entry; the stores behind it speak in the registry's verbs.
 * The registry above checks what a request may do and whether content matches its digest; a storage keeps bytes, links
 * and tags, and promises this:
 *
 * <ul>
 *   <li><b>Repository scope.</b> A blob or manifest exists only in the repositories it was put into. That another
 *       repository holds the same bytes is never visible through a repository's own verbs.
 *   <li><b>Atomic.</b> A reader sees a thing as it was before a write or as it is after it, never between.
 *   <li><b>Visible when it returns.</b> What a write promised is seen by every later call, through this instance and
 *       through every other instance that serves the same data.
 *   <li><b>Durable when it returns,</b> for everything that publishes or removes ({@code commit}, {@code mount},
 *       {@code put}, {@code delete}): it survives the process, the machine and the power. An upload's bytes survive the
 *       process once their stream is closed.
 *   <li><b>Repeatable.</b> Every write may be repeated with the same arguments, also after a failure whose outcome is
 *       unknown: the second call finds the work done or does it. A repeated delete answers {@code false}.
 *   <li><b>Bytes as given.</b> Content is handed out exactly as it was handed in. A storage computes no digests on the
 *       way in and trusts the digest it is told.
 *   <li><b>Order is the caller's.</b> Content before manifest, manifest before tag. A storage keeps no referential
 *       integrity: deleting a blob that a manifest names is the caller's business.
 * </ul>
 *
 * <p>Absence is an empty {@link java.util.Optional} or {@code false}; trouble with the medium is an
 * {@link java.io.IOException}, after which the state is the old or the new one, never a third; from
 * {@link io.stowage.storage.StorageTrouble} a caller learns whether the medium is full, read-only or away. A medium that
 * is away is never mistaken for an empty one. A write that failed leaves nothing that takes up room for long: its bytes
 * are removed at once where the medium allows it. What is stored can be read, and removed where the medium allows it,
 * while there is no room to write. Every type is safe for
 * use by many threads at once, but for {@link io.stowage.storage.PendingUpload} streams, which belong to one.
 *
 * <p>{@code registry-storage-tck} checks these promises; a storage that passes it can be trusted with a registry.
 */
@NullMarked
package io.stowage.storage;

import org.jspecify.annotations.NullMarked;
