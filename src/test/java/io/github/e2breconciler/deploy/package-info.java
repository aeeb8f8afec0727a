/**
 * Holds the files of {@code deploy} together: an alert leads to its page and its dashboard, its
 * tests show it firing and silent, every query parses, and asks for metrics that the daemon has.
 */
@NullMarked
package io.github.e2breconciler.deploy;

import org.jspecify.annotations.NullMarked;
