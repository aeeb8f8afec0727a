package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Pages of the list and of the feed as a client gets them, spoilt where a fault says so.
 *
 * <p>What a fault does to single rows is left to the face, which alone knows their spelling.
 */
final class FaultyPages {

  private static final String PICTURE = "picture-";
  private static final String AGAIN = "again";
  private static final int HASHES = 1_000;

  /** A fleet as it was. */
  private record Picture(Team team, List<SimulatedSandbox> rows, Instant takenAt) {}

  private final Faults faults;
  private @Nullable Picture frozen;
  private @Nullable Picture stale;

  FaultyPages(Faults faults) {
    this.faults = faults;
  }

  Reply<ListPage> list(Team team, ListQuery asked, @Nullable Fault fault, Instant now) {
    if (fault instanceof Fault.LaterPagesFail && asked.token() != null) {
      return new Reply.Refused<>(500, "Error listing sandboxes");
    }
    var query = AGAIN.equals(asked.token()) ? asked.from(null) : asked;
    if (fault instanceof Fault.FiltersIgnored) {
      query = query.withFilter(query.filter().statesAlone());
    }
    var picture = picture(team, fault, query.token(), now);
    var reply = picture == null ? team.list(query) : page(picture, query);
    return fault != null && reply instanceof Reply.Done<ListPage>(int status, ListPage page)
        ? new Reply.Done<>(status, spoilt(page, asked, fault, now))
        : reply;
  }

  List<LifecycleEvent> feed(Team team, FeedQuery query, @Nullable Fault fault, Instant now) {
    if (!(fault instanceof Fault.OfPage) && !faults.hidesEvents()) {
      return team.events(query);
    }
    var everything =
        new FeedQuery(0, Integer.MAX_VALUE, query.ascending(), query.types(), query.sandbox());
    var shift = query.offset() > 0 && fault instanceof Fault.FeedShifts(int rows) ? rows : 0;
    return team.events(everything).stream()
        .filter(shown(fault, now))
        .filter(event -> !faults.hides(event))
        .skip(query.offset() + (long) shift)
        .limit(query.limit())
        .toList();
  }

  private static Predicate<LifecycleEvent> shown(@Nullable Fault fault, Instant now) {
    return switch (fault) {
      case Fault.Empty _ -> _ -> false;
      case Fault.FeedLags(Duration lag) -> event -> !event.at().isAfter(now.minus(lag));
      case Fault.FeedForgets(Duration age) -> event -> !event.at().isBefore(now.minus(age));
      case Fault.FeedMisses(double share) ->
          event -> Math.floorMod(event.header().id().hashCode(), HASHES) >= share * HASHES;
      case null, default -> _ -> true; // of the list, of a sandbox, of the service: not of the feed
    };
  }

  /** What the list shows instead of the fleet, or null. */
  private synchronized @Nullable Picture picture(
      Team team, @Nullable Fault fault, @Nullable String token, Instant now) {
    frozen = faults.listFrozen() ? kept(frozen, team, Instant.MIN, now) : null;
    if (fault instanceof Fault.Stale(Duration lag)) {
      stale = kept(stale, team, now.minus(lag), now);
      return stale;
    }
    var begun = token != null && token.startsWith(PICTURE) && frozen == null;
    return begun ? stale : frozen;
  }

  private static Picture kept(@Nullable Picture old, Team team, Instant oldest, Instant now) {
    return old != null && old.team == team && !old.takenAt.isBefore(oldest)
        ? old
        : new Picture(team, everything(team), now);
  }

  private static List<SimulatedSandbox> everything(Team team) {
    var rows = new ArrayList<SimulatedSandbox>();
    @Nullable String token = null;
    do {
      var page = team.list(ListQuery.after(token)).value();
      rows.addAll(page.rows());
      token = page.nextToken();
    } while (token != null);
    return rows;
  }

  private static Reply<ListPage> page(Picture picture, ListQuery query) {
    @Nullable String token = query.token();
    if (token != null && !token.matches(PICTURE + "[0-9]{1,9}")) {
      return new Reply.Refused<>(400, "Invalid next token");
    }
    var filter = query.filter();
    var whole =
        picture.rows.stream()
            .filter(row -> filter.states().contains(row.state()))
            .filter(filter::keepsWhateverState)
            .sorted(query.ascending() ? Roster.OLDEST_FIRST : Roster.NEWEST_FIRST)
            .toList();
    var from = token == null ? 0 : Integer.parseInt(token.substring(PICTURE.length()));
    var rows = whole.stream().skip(from).limit(query.limit()).toList();
    var until = from + rows.size();
    var next = until < whole.size() ? PICTURE + until : null;
    var running = (int) whole.stream().filter(SimulatedSandbox::shownRunning).count();
    var total = filter.states().contains(State.RUNNING) ? (Integer) running : null;
    return new Reply.Done<>(200, new ListPage(rows, next, total));
  }

  private static ListPage spoilt(ListPage page, ListQuery asked, Fault fault, Instant now) {
    var rows = page.rows();
    var next = page.nextToken();
    var total = page.totalRunning();
    return switch (fault) {
      case Fault.Empty _ -> new ListPage(List.of(), null, total == null ? null : 0);
      case Fault.Truncated(int most) ->
          new ListPage(rows.subList(0, Math.min(most, rows.size())), null, total);
      case Fault.RowMoved _ when next != null ->
          new ListPage(rows.subList(0, rows.size() - 1), next, total);
      case Fault.RepeatedToken _ ->
          new ListPage(rows, Objects.requireNonNullElse(asked.token(), AGAIN), total);
      case Fault.TotalAbsent _ -> new ListPage(rows, next, null);
      case Fault.TotalWrong(int difference) ->
          new ListPage(rows, next, total == null ? null : Math.max(0, total + difference));
      case Fault.PausedOmitted _ -> page.without(row -> !row.shownRunning());
      case Fault.RowsHidden(SandboxSelector hidden) -> page.without(hidden::selects);
      case Fault.YoungHidden(Duration age) ->
          page.without(row -> row.startedAt().isAfter(now.minus(age)));
      default -> page; // of rows, of a sandbox, of the service, of the feed: not of a page
    };
  }
}
