/** What tests share: clocks that move only when told to, and small makers of values. */
@NullMarked
package io.github.e2breconciler.testing;

import org.jspecify.annotations.NullMarked;
