package io.github.e2breconciler.admin;

import io.github.e2breconciler.http.BadRequest;
import io.helidon.webserver.http.ServerRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which part of a list a request wants.
 *
 * @param limit how many at most, 1 to {@link #MAX}
 * @param after the {@code next} of the page before, or null for the first page
 */
record Paging(int limit, @Nullable String after) {

  static final int MAX = 1_000;
  private static final int DEFAULT = 100;

  /** One page of a list; {@code next} is null on the last. */
  record Page<T>(List<T> items, @Nullable String next) {
    Page {
      items = List.copyOf(items);
    }
  }

  /** The part of a list that lies in the store: rows after a cursor, newest first. */
  @FunctionalInterface
  interface Stored<T> {
    List<T> after(@Nullable String cursor, int limit);
  }

  /** Reads {@code limit} and {@code after}. */
  static Paging of(ServerRequest request) {
    return new Paging(limit(Parameters.text(request, "limit")), Parameters.text(request, "after"));
  }

  /** The page that {@code items} begins with; more of them than the limit means there is a next. */
  <T> Page<T> cut(List<T> items, Function<T, String> cursor) {
    if (items.size() <= limit) {
      return new Page<>(items, null);
    }
    return new Page<>(items.subList(0, limit), cursor.apply(items.get(limit - 1)));
  }

  /**
   * A page of what memory holds and, behind that, of what only the store still has.
   *
   * @param held newest first; each of them may be in the store too
   */
  <T> Page<T> newestFirst(List<T> held, Stored<T> stored, Function<T, String> id) {
    var ids = held.stream().map(id).toList();
    var position = after == null ? -1 : ids.indexOf(after);
    var inMemory = after == null || position >= 0;
    var items = new ArrayList<T>(inMemory ? held.subList(position + 1, held.size()) : List.of());
    if (items.size() <= limit) {
      var known = new HashSet<>(ids);
      stored.after(inMemory ? null : after, limit + 1 + held.size()).stream()
          .filter(item -> !known.contains(id.apply(item)))
          .forEach(items::add);
    }
    return cut(items, id);
  }

  private static int limit(@Nullable String text) {
    if (text == null) {
      return DEFAULT;
    }
    try {
      var limit = Integer.parseInt(text);
      if (limit >= 1 && limit <= MAX) {
        return limit;
      }
    } catch (NumberFormatException e) {
      throw new BadRequest("limit is no number: " + text);
    }
    throw new BadRequest("limit is " + text + ", not 1 to " + MAX);
  }
}
