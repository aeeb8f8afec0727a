/** What both listeners share. */
@NullMarked
package io.github.e2breconciler.http;

import org.jspecify.annotations.NullMarked;
