/** Ending what nobody owns: cases, guards and the one gate to a destructive call. */
@NullMarked
package io.github.e2breconciler.reap;

import org.jspecify.annotations.NullMarked;
