/** What sandboxes cost, and what ending one saves; estimates, in whole nano-dollars. */
@NullMarked
package io.github.e2breconciler.cost;

import org.jspecify.annotations.NullMarked;
