/** The program and its wiring. */
@NullMarked
package io.github.e2breconciler;

import org.jspecify.annotations.NullMarked;
