package io.github.e2breconciler.store;

import java.util.function.Consumer;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * How the one connection that writes is had.
 *
 * @param syncing how a connection is told when its commits are to be on disk; null without a disk
 * @param claim what makes a new connection the one that may write, or throws
 * @param damage hears of failures
 */
record Access(Jdbi jdbi, @Nullable Syncing syncing, Consumer<Session> claim, Damage damage) {}
