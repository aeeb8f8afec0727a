package io.github.e2breconciler.store;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The store could not do it; nothing of the transaction holds. */
public final class StoreException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  public StoreException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  /** Whether SQLite said that its file is malformed, or no database. */
  public boolean tellsOfDamage() {
    return Damage.tells(this);
  }
}
