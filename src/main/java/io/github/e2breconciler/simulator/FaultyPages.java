package io.github.e2breconciler.simulator;

import io.github.e2breconciler.e2b.E2bApi.FeedPage;
import io.github.e2breconciler.e2b.E2bApi.Page;
import io.github.e2breconciler.e2b.E2bException;
import io.github.e2breconciler.e2b.E2bException.Kind;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.State;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Pages of the list and of the feed as a client gets them, spoilt where a fault says so. */
final class FaultyPages {

  private static final String FROZEN = "frozen-";
  private static final String AGAIN = "again";

  private final Faults faults;
  private @Nullable List<SandboxRow> frozen;

  FaultyPages(Faults faults) {
    this.faults = faults;
  }

  Page list(Team team, @Nullable String token, @Nullable Fault fault, Instant asOf) {
    @Nullable String from = AGAIN.equals(token) ? null : token;
    var whole = frozenList(team);
    var page = whole == null ? fresh(team, from, asOf) : stale(whole, from, asOf);
    return fault == null ? page : spoilt(page, token, fault);
  }

  FeedPage feed(
      Team team, int offset, int limit, Set<String> types, @Nullable Fault fault, Instant asOf) {
    if (fault instanceof Fault.Empty) {
      return new FeedPage(List.of(), 0, asOf);
    }
    var lag = fault instanceof Fault.FeedLags(Duration late) ? late : Duration.ZERO;
    var visible = asOf.minus(lag);
    var query = new FeedQuery(0, Integer.MAX_VALUE, false, types, null);
    List<LifecycleEvent> events =
        team.events(query).stream()
            .filter(event -> !event.at().isAfter(visible))
            .filter(event -> !faults.hides(event))
            .skip(offset)
            .limit(limit)
            .toList();
    return new FeedPage(events, events.size(), asOf);
  }

  private static Page fresh(Team team, @Nullable String token, Instant asOf) {
    return switch (team.list(ListQuery.after(token))) {
      case Reply.Refused<ListPage>(int _, String message) ->
          throw new E2bException(Kind.REFUSED, message);
      case Reply.Done<ListPage>(int _, ListPage page) ->
          new Page(
              page.rows().stream().map(SimulatedSandbox::row).toList(),
              page.nextToken(),
              page.totalRunning(),
              0,
              asOf);
    };
  }

  private synchronized @Nullable List<SandboxRow> frozenList(Team team) {
    if (!faults.listFrozen()) {
      frozen = null;
    } else if (frozen == null) {
      frozen = everything(team);
    }
    return frozen;
  }

  private static List<SandboxRow> everything(Team team) {
    var rows = new ArrayList<SandboxRow>();
    @Nullable String token = null;
    do {
      var page = team.list(ListQuery.after(token)).value();
      page.rows().forEach(sandbox -> rows.add(sandbox.row()));
      token = page.nextToken();
    } while (token != null);
    return rows;
  }

  private static Page stale(List<SandboxRow> whole, @Nullable String token, Instant asOf) {
    if (token != null && !token.startsWith(FROZEN)) {
      throw new E2bException(Kind.REFUSED, "Invalid next token");
    }
    var from = token == null ? 0 : Integer.parseInt(token.substring(FROZEN.length()));
    var until = Math.min(whole.size(), from + ListQuery.MAX_LIMIT);
    var running = (int) whole.stream().filter(row -> row.state() == State.RUNNING).count();
    var next = until < whole.size() ? FROZEN + until : null;
    return new Page(whole.subList(from, until), next, running, 0, asOf);
  }

  private static Page spoilt(Page page, @Nullable String token, Fault fault) {
    var rows = page.rows();
    var next = page.nextToken();
    var total = page.totalRunning();
    return switch (fault) {
      case Fault.Empty _ -> new Page(List.of(), null, 0, 0, page.asOf());
      case Fault.Truncated(int most) ->
          new Page(rows.subList(0, Math.min(most, rows.size())), null, total, 0, page.asOf());
      case Fault.Unreadable(int lost) -> {
        var kept = Math.max(0, rows.size() - lost);
        yield new Page(rows.subList(0, kept), next, total, rows.size() - kept, page.asOf());
      }
      case Fault.RepeatedToken _ ->
          new Page(rows, Objects.requireNonNullElse(token, AGAIN), total, 0, page.asOf());
      case Fault.TotalAbsent _ -> new Page(rows, next, null, 0, page.asOf());
      case Fault.TotalWrong(int difference) ->
          new Page(rows, next, total == null ? null : total + difference, 0, page.asOf());
      case Fault.PausedOmitted _ ->
          new Page(
              rows.stream().filter(row -> row.state() != State.PAUSED).toList(),
              next,
              total,
              0,
              page.asOf());
      case Fault.Fails _,
          Fault.FailsAfterwards _,
          Fault.Swallowed _,
          Fault.Missing _,
          Fault.Conflict _,
          Fault.NodeUnreachable _,
          Fault.FeedLags _ ->
          page;
    };
  }
}
