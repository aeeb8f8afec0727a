/**
 * Reading a configuration so that every mistake is told at once.
 *
 * <p>A wrong value is noted and its default used, so that reading goes on; {@code finish} refuses
 * with the whole list. Secrets are held in a type that does not print.
 */
@NullMarked
package io.github.e2breconciler.config;

import org.jspecify.annotations.NullMarked;
