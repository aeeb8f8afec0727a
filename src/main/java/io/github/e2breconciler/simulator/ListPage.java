package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.State;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A page of the list.
 *
 * @param nextToken null on the last page
 * @param totalRunning how many running ones the filter keeps over all pages, or null where running
 *     ones were not asked for
 */
public record ListPage(
    List<SimulatedSandbox> rows, @Nullable String nextToken, @Nullable Integer totalRunning) {

  public ListPage {
    rows = List.copyOf(rows);
  }

  /** The same without some rows; running ones among them are not counted either. */
  ListPage without(Predicate<SimulatedSandbox> hidden) {
    var kept = rows.stream().filter(hidden.negate()).toList();
    var running = (int) rows.stream().filter(SimulatedSandbox::shownRunning).filter(hidden).count();
    return new ListPage(kept, nextToken, totalRunning == null ? null : totalRunning - running);
  }

  /** The page asked for; 400 for a limit out of 1 to 100 and for a token of another order. */
  static Reply<ListPage> of(Roster roster, ListQuery query) {
    if (query.limit() < 1 || query.limit() > ListQuery.MAX_LIMIT) {
      return new Reply.Refused<>(400, "limit must be between 1 and " + ListQuery.MAX_LIMIT);
    }
    var token = query.token();
    var position = token == null ? null : Cursor.parse(token, query.ascending());
    if (token != null && position == null) {
      return new Reply.Refused<>(400, "Invalid next token");
    }
    return new Reply.Done<>(200, cut(roster, query, position));
  }

  /** Cuts the page that {@code query} asks for, behind {@code position} or from the start. */
  private static ListPage cut(Roster roster, ListQuery query, @Nullable Cursor position) {
    var filter = query.filter();
    var source = position == null ? roster.ordered(query.ascending()) : roster.after(position);
    var found =
        source
            .filter(sandbox -> filter.states().contains(sandbox.state()))
            .filter(filter::keepsWhateverState)
            .limit(query.limit() + 1L)
            .toList();
    var more = found.size() > query.limit();
    var rows = more ? found.subList(0, query.limit()) : found;
    var next = more ? Cursor.of(rows.getLast(), query.ascending()).token() : null;
    return new ListPage(rows, next, totalRunning(roster, filter));
  }

  private static @Nullable Integer totalRunning(Roster roster, ListQuery.Filter filter) {
    if (!filter.states().contains(State.RUNNING)) {
      return null;
    }
    if (filter.keepsAll()) {
      return roster.listedRunning();
    }
    return (int)
        roster
            .ordered(false)
            .filter(SimulatedSandbox::shownRunning)
            .filter(filter::keepsWhateverState)
            .count();
  }
}
