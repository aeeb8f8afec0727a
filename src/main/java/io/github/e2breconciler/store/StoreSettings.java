package io.github.e2breconciler.store;

import io.github.e2breconciler.config.ConfigReader;

/**
 * Where the store is.
 *
 * @param url {@code jdbc:sqlite:PATH}, {@code jdbc:sqlite::memory:} or {@code jdbc:postgresql://…}
 */
public record StoreSettings(String url) {

  private static final String DEFAULT = "jdbc:sqlite:data/e2b-reconciler.db";

  /** Reads the section {@code store}. */
  public static StoreSettings read(ConfigReader in) {
    var url = in.text("url", DEFAULT);
    var known = url.startsWith("jdbc:sqlite:") || url.startsWith("jdbc:postgresql:");
    if (!known || url.equals("jdbc:sqlite:")) {
      in.problem("url", "is neither jdbc:sqlite:PATH nor jdbc:postgresql://HOST/NAME");
    }
    return new StoreSettings(url);
  }
}
