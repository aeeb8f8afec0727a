/**
 * Reading a configuration so that every mistake is told at once.
 *
 * <p>A wrong value is noted and its default used, so that reading goes on; {@code finish} refuses
 * with the whole list, each with the line where it stands. Every feature reads its own settings
 * with a {@link io.github.e2breconciler.config.ConfigReader}, where key, default and bounds stand
 * together. What was read is remembered, for the log of effective settings. Secrets come from files
 * or the environment and are held in a type that does not print; no mistake quotes one, nor the
 * value of a key that we do not know.
 *
 * <p>The file is read as YAML nodes, not as values: metadata proves which sandboxes are ours, so
 * {@code 007} must stay {@code 007}, and the first of two equal keys must not be lost.
 */
@NullMarked
package io.github.e2breconciler.config;

import org.jspecify.annotations.NullMarked;
