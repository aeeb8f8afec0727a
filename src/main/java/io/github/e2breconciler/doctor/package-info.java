/**
 * What looks at a set-up from outside and says how to mend it.
 *
 * <p>Each check is a small class that looks at one thing and answers with findings: ok, warn or
 * fail, each of the latter two with what to do. A check never throws and never waits long. What
 * several of them need, E2B's answers and the store's newest rows, is taken once and handed to
 * them.
 *
 * <p>The store is opened to read, beside a daemon that may hold it, and E2B is only read. One thing
 * is written: a file beside the store, at once deleted again. And one event is sent to a daemon
 * that runs: a kill of a sandbox that does not exist, for only a delivery that is signed, verified
 * and stored proves the secret and the way.
 */
@NullMarked
package io.github.e2breconciler.doctor;

import org.jspecify.annotations.NullMarked;
