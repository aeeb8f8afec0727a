package io.github.e2breconciler.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.store.Store;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Supplier;

/** Digests of secrets, salted for this store: they tell whether one changed, and nothing else. */
final class Prints {

  private static final String SALT = "pin-salt";

  private final Store store;
  private final Supplier<String> salts;

  Prints(Store store, Supplier<String> salts) {
    this.store = store;
    this.salts = salts;
  }

  String of(Secret secret) {
    var salt =
        store.write(tx -> {
          var known = tx.meta().get(SALT);
          if (known != null) {
            return known;
          }
          var made = salts.get();
          tx.meta().put(SALT, made);
          return made;
        });
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      digest.update(salt.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest.digest(secret.bytes()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
