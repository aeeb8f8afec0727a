/**
 * What must hold for any bytes that come in: from webhooks, from E2B, from a configuration file,
 * over the admin port.
 *
 * <p>A target is a plain function of an input; whoever feeds it does not matter. In the suite that
 * is {@code CorpusTest}, with the inputs under {@code src/fuzz/resources}: valid ones to begin
 * with, and those that once broke something. For longer searches it is Jazzer, by the profile
 * {@code fuzz}.
 */
@NullMarked
package io.github.e2breconciler.fuzz;

import org.jspecify.annotations.NullMarked;
