/** Keeping the mirror true: walks, catch-up, deadlines and passes. */
@NullMarked
package io.github.e2breconciler.reconcile;

import org.jspecify.annotations.NullMarked;
