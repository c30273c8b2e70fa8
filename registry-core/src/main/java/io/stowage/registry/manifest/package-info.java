/** The manifests of a repository: what is accepted, how it is found, and who refers to whom. */
@NullMarked
package io.stowage.registry.manifest;

import org.jspecify.annotations.NullMarked;
