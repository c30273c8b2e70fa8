/**
 * Rights as rules: who may do what with which repositories, first as a table that people write, then as code.
 * {@link io.stowage.registry.auth.rules.AccessRules} has both.
 */
@NullMarked
package io.stowage.registry.auth.rules;

import org.jspecify.annotations.NullMarked;
