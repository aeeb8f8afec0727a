package io.github.e2breconciler.store;

/**
 * Statements, outside a transaction, that say when the commits which follow are on disk.
 *
 * @param always when they return
 * @param later with the next of the others, in any case in the order in which they were made
 */
record Syncing(String always, String later) {

  static final Syncing SQLITE =
      new Syncing("pragma synchronous = full", "pragma synchronous = normal");
  static final Syncing POSTGRESQL =
      new Syncing("set synchronous_commit = on", "set synchronous_commit = off");
}
