package io.github.e2breconciler.e2b;

import io.github.e2breconciler.e2b.E2bApi.Page;
import io.github.e2breconciler.sandbox.SandboxId;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.State;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Follows the list's tokens to the end and says whether what it saw is the whole.
 *
 * <p>Only a complete walk may count for an absence. A walk is incomplete when a page failed, a row
 * could not be read, a token or a sandbox came twice (servers that ignore the token repeat
 * themselves), the pages would not end, E2B's own total of running sandboxes disagrees, or the
 * server shows that it does not heed what it is asked: a state that the filter leaves out, or more
 * rows than the limit without a total to hold them against. What such a server omits is anybody's
 * guess.
 *
 * <p>The total changes while we walk, so the running rows may be any number between the totals of
 * the first and the last page. Rows that started after the walk began give as much slack both ways.
 * Sandboxes born and ended in equal numbers during one walk can make a sound walk look incomplete:
 * the next one settles it. Without the header, the tokens alone decide.
 */
public final class ListWalk {

  private static final int LIMIT = 100; // what a page is asked for
  private static final int MAX_PAGES = 10_000; // a million sandboxes

  private final int maxPages;

  public ListWalk() {
    this(MAX_PAGES);
  }

  ListWalk(int maxPages) {
    this.maxPages = maxPages;
  }

  /**
   * What a walk saw.
   *
   * @param rows each sandbox once, as last started
   * @param incompleteReason a short text, empty when the walk is complete
   * @param startedAt when the first page was asked for, on E2B's clock; a sandbox that started
   *     later is not absent
   * @param finishedAt when the last page was asked for, on E2B's clock
   * @param totalRunning the newest total that E2B named, or null
   */
  public record Walk(
      List<SandboxRow> rows,
      int pages,
      boolean complete,
      String incompleteReason,
      Instant startedAt,
      Instant finishedAt,
      @Nullable Integer totalRunning) {
    public Walk {
      rows = List.copyOf(rows);
      if (complete != incompleteReason.isEmpty()) {
        throw new IllegalArgumentException(
            "complete is " + complete + ", reason is '" + incompleteReason + "'");
      }
    }
  }

  /**
   * Walks the list once.
   *
   * @throws E2bException when the first page fails; a later failure ends the walk as incomplete
   */
  public Walk walk(E2bApi api) {
    var seen = new Seen(api.list(null));
    while (seen.reason.isEmpty() && seen.last.nextToken() != null) {
      if (seen.pages == maxPages) {
        seen.reason = "more than " + maxPages + " pages";
      } else {
        seen.next(api);
      }
    }
    return seen.walk();
  }

  private static final class Seen {

    private final Map<SandboxId, SandboxRow> rows = new LinkedHashMap<>();
    private final Set<String> tokens = new HashSet<>();
    private final Page first;
    private Page last;
    private int pages;
    private @Nullable Integer totalRunning;
    private String reason = "";

    private Seen(Page first) {
      this.first = first;
      last = first;
      take(first);
    }

    private void next(E2bApi api) {
      try {
        last = api.list(last.nextToken());
      } catch (E2bException e) {
        reason = "page " + (pages + 1) + " failed: " + e.kind().label();
        return;
      }
      take(last);
    }

    private void take(Page page) {
      pages++;
      if (page.totalRunning() != null) {
        totalRunning = page.totalRunning();
      }
      for (var row : page.rows()) {
        SandboxRow other = rows.put(row.sandbox(), row);
        if (other != null) {
          reason = "a sandbox came twice";
          if (other.startedAt().isAfter(row.startedAt())) {
            rows.put(row.sandbox(), other);
          }
        }
      }
      if (page.rows().size() > LIMIT && page.totalRunning() == null) {
        reason = "more rows on a page than asked for, and no total";
      } else if (page.rows().stream().anyMatch(row -> row.state() == State.UNKNOWN)) {
        reason = "a row in a state that was not asked for";
      } else if (page.droppedRows() > 0) {
        reason = "rows that cannot be read";
      } else if (page.nextToken() != null && !tokens.add(page.nextToken())) {
        reason = "a page token came twice";
      }
    }

    private Walk walk() {
      if (reason.isEmpty() && !totalsAgree()) {
        reason = "the total of running sandboxes disagrees";
      }
      return new Walk(
          List.copyOf(rows.values()),
          pages,
          reason.isEmpty(),
          reason,
          first.asOf(),
          last.asOf(),
          totalRunning);
    }

    private boolean totalsAgree() {
      Integer early = first.totalRunning();
      Integer late = last.totalRunning();
      if (early == null || late == null) {
        return true;
      }
      var running = count(State.RUNNING);
      var slack =
          rows.values().stream().filter(row -> row.startedAt().isAfter(first.asOf())).count();
      return running + slack >= Math.min(early, late) && running - slack <= Math.max(early, late);
    }

    private long count(State state) {
      return rows.values().stream().filter(row -> row.state() == state).count();
    }
  }
}
