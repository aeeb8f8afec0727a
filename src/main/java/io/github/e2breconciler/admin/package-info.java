/**
 * The private side: the API that people and scripts use, health, metrics, and the page that lists
 * the routes.
 *
 * <p>{@link io.github.e2breconciler.admin.AdminRoutes} puts one small service a resource behind one
 * door. The door is shut by default: without a token only health, metrics and the page are open,
 * and on the loopback address a request has to mean this machine by its {@code Host} and must not
 * come from another site's page, for a browser would carry such a request past any firewall.
 *
 * <p>No GET changes anything, and nothing here ends a sandbox: a request can only ask for a pass,
 * end a lease, move a case or lift a freeze, and every guard still stands between that and E2B.
 * Answers are records written as JSON; what is wrong with a request is answered in a sentence of
 * ours.
 *
 * <p>Each request runs on a virtual thread of its own; the services hold no state. Only {@code POST
 * /reconcile?wait=…} waits, and only for the pass it asked for; {@code GET …/verdict} and the steps
 * of cases take the pass lock and so come after an action that is under way.
 */
@NullMarked
package io.github.e2breconciler.admin;

import org.jspecify.annotations.NullMarked;
