/** The private side: the API, the page, health and metrics. */
@NullMarked
package io.github.e2breconciler.admin;

import org.jspecify.annotations.NullMarked;
