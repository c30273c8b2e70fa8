/**
 * The words of the OCI distribution and image specifications as values: digests, names, references, descriptors.
 *
 * <p>Every type here is immutable and safe for use by many threads. Text enters through {@code parse}, which
 * throws {@link java.lang.IllegalArgumentException} naming the text it refuses, or through {@code tryParse}, which
 * answers an empty {@link java.util.Optional}; it leaves through {@code toString}, and both agree. Nothing here does
 * input or output.
 */
@NullMarked
package io.stowage.oci;

import org.jspecify.annotations.NullMarked;
