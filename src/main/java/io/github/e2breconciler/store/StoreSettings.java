package io.github.e2breconciler.store;

import io.github.e2breconciler.config.ConfigReader;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where the store is.
 *
 * @param url {@code jdbc:sqlite:PATH}, {@code jdbc:sqlite::memory:} or {@code jdbc:postgresql://…}
 */
public record StoreSettings(String url) {

  private static final String SQLITE = "jdbc:sqlite:";
  private static final String DEFAULT = "jdbc:sqlite:data/e2b-reconciler.db";

  /** Whether it ends with the process. */
  public boolean inMemory() {
    return url.equals("jdbc:sqlite::memory:");
  }

  /** The SQLite file, or null where there is none. */
  public @Nullable Path file() {
    var sqlite = url.startsWith(SQLITE) && !inMemory();
    return sqlite ? Path.of(url.substring(SQLITE.length()).split("\\?", 2)[0]) : null;
  }

  /** Reads the section {@code store}. */
  public static StoreSettings read(ConfigReader in) {
    var url = in.text("url", DEFAULT);
    var known = url.startsWith(SQLITE) || url.startsWith("jdbc:postgresql:");
    if (!known || url.equals(SQLITE)) {
      in.problem("url", "is neither jdbc:sqlite:PATH nor jdbc:postgresql://HOST/NAME");
    }
    return new StoreSettings(url);
  }
}
