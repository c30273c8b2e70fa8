/** Users and passwords in a file as Apache's {@code htpasswd} writes it. */
@NullMarked
package io.stowage.registry.auth.htpasswd;

import org.jspecify.annotations.NullMarked;
