/** What tests of several packages need. Not exported, so that it may use any type. */
@NullMarked
package io.stowage.registry.testing;

import org.jspecify.annotations.NullMarked;
