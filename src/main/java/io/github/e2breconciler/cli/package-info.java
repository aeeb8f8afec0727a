/**
 * The commands.
 *
 * <p>Each is a small class that reads its options, wires what it needs and answers with an exit
 * code: 0 done, 1 failed, 2 usage, 78 a configuration that cannot be used. A daemon of which a
 * thread died ends with 70. What a command prints for people goes to standard output; the log goes
 * its own way.
 */
@NullMarked
package io.github.e2breconciler.cli;

import org.jspecify.annotations.NullMarked;
