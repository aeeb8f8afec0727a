package io.github.e2breconciler.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of the delivery log.
 *
 * @param nextCursor opaque, bound to the order of the walk; null on the last page
 */
record DeliveryPage(List<DeliveryLog.Group> groups, @Nullable String nextCursor) {

  private static final String ASCENDING = "asc";
  private static final String DESCENDING = "desc";

  DeliveryPage {
    groups = List.copyOf(groups);
  }

  /**
   * Cuts the page behind {@code cursor}, or the first; null where the cursor is none of this order.
   *
   * @param found oldest first
   */
  static @Nullable DeliveryPage cut(
      List<DeliveryLog.Group> found, boolean ascending, int limit, @Nullable String cursor) {
    var order = ascending ? ASCENDING : DESCENDING;
    var from = cursor == null ? (Long) (ascending ? -1L : Long.MAX_VALUE) : parse(cursor, order);
    if (from == null) {
      return null;
    }
    var rest =
        (ascending ? found : found.reversed())
            .stream()
                .filter(group -> ascending ? group.position() > from : group.position() < from)
                .limit(limit + 1L)
                .toList();
    if (rest.size() <= limit) {
      return new DeliveryPage(rest, null);
    }
    var page = rest.subList(0, limit);
    var text = order + page.getLast().position();
    var next = Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
    return new DeliveryPage(page, next);
  }

  private static @Nullable Long parse(String cursor, String order) {
    try {
      var text = new String(Base64.getUrlDecoder().decode(cursor), UTF_8);
      return text.startsWith(order) ? Long.valueOf(text.substring(order.length())) : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
