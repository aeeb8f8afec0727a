/** Who is alive: leases of sandboxes and of their owners. */
@NullMarked
package io.github.e2breconciler.lease;

import org.jspecify.annotations.NullMarked;
