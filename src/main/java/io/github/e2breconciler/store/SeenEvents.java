package io.github.e2breconciler.store;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Which events are stored, by account and id, and where.
 *
 * <p>About 100 bytes an event: E2B's ids are UUIDs and kept as such. Safe for one writer and many
 * readers.
 */
final class SeenEvents {

  private static final int UUID_LENGTH = 36;

  private final Map<String, Map<Object, Long>> places = new ConcurrentHashMap<>();

  /** The place of the event, or null. */
  @Nullable Long placeOf(String account, String id) {
    var ofAccount = places.get(account);
    return ofAccount == null ? null : ofAccount.get(compact(id));
  }

  void add(String account, String id, long seq) {
    places.computeIfAbsent(account, _ -> new ConcurrentHashMap<>()).put(compact(id), seq);
  }

  void remove(String account, String id) {
    var ofAccount = places.get(account);
    if (ofAccount != null) {
      ofAccount.remove(compact(id));
    }
  }

  private static Object compact(String id) {
    if (id.length() != UUID_LENGTH) {
      return id;
    }
    try {
      var uuid = UUID.fromString(id);
      return uuid.toString().equals(id) ? uuid : id; // fromString also takes other spellings
    } catch (IllegalArgumentException _) {
      return id;
    }
  }
}
