package io.github.e2breconciler.store;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The store could not do it; nothing of the transaction holds. */
public final class StoreException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final boolean none;

  public StoreException(String message, @Nullable Throwable cause) {
    this(message, cause, false);
  }

  private StoreException(String message, @Nullable Throwable cause, boolean none) {
    super(message, cause);
    this.none = none;
  }

  /** No daemon ever came to fill the store. */
  static StoreException none(Database database) {
    return new StoreException("there is no store " + database.name() + " yet", null, true);
  }

  /** Whether there is none yet, which is no trouble before the first start. */
  public boolean tellsOfNone() {
    return none;
  }

  /** Whether SQLite said that its file is malformed, or no database. */
  public boolean tellsOfDamage() {
    return Damage.tells(this);
  }
}
