package io.github.e2breconciler.e2b;

import io.github.e2breconciler.e2b.E2bApi.Page;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.State;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows the list's tokens to the end and says whether what it saw is the whole. Holds one page at
 * a time.
 *
 * <p>Only a complete walk may count for an absence. A walk is incomplete when a page failed, a row
 * could not be read, a token or a sandbox came twice (servers that ignore the token repeat
 * themselves), the pages would not end, E2B's own total of running sandboxes disagrees, or the
 * server shows that it does not heed what it is asked: a state that the filter leaves out, or more
 * rows than the limit without a total to hold them against. What such a server omits is anybody's
 * guess.
 *
 * <p>The total changes while we walk. Of those that ran at the first page, as many may be missing
 * as the total fell by until the last page, or as are shown with a pause since; rows that started
 * after the walk began may be more than were counted. Where sandboxes are born and end in equal
 * numbers, only who hears of the ends can tell a sound walk from a short one: {@link
 * Walk#explained}. Without the header, the tokens alone decide.
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
   * @param shown every sandbox on its pages
   * @param running how many of them ran
   * @param flaw why its rows are not the whole whatever the totals say, or empty
   * @param startedAt when the first page was asked for, on E2B's clock; a sandbox that started
   *     later is not absent
   * @param finishedAt when the last page was asked for, on E2B's clock
   */
  public record Walk(
      Roll shown,
      int running,
      int pages,
      String flaw,
      Totals totals,
      Instant startedAt,
      Instant finishedAt) {

    public boolean complete() {
      return flaw.isEmpty() && totals.agree();
    }

    /** Whether nothing but E2B's totals stands against it. */
    public boolean onlyMiscounted() {
      return flaw.isEmpty() && !totals.agree();
    }

    /** A short text, empty when the walk is complete. */
    public String incompleteReason() {
      return onlyMiscounted() ? "the total of running sandboxes disagrees" : flaw;
    }

    /** The same with a reason why it is not the whole. */
    public Walk flawed(String why) {
      return new Walk(shown, running, pages, why, totals, startedAt, finishedAt);
    }

    /**
     * The same when more is known.
     *
     * @param left how many that no page shows are known to have stopped running since it began
     * @param back how many are known to have come back into the list since
     */
    public Walk explained(int left, int back) {
      var known = new Totals(totals.missing, totals.fell, totals.left + left, totals.extra - back);
      return new Walk(shown, running, pages, flaw, known, startedAt, finishedAt);
    }
  }

  /**
   * How the running rows compare with E2B's own totals; all 0 where it names none.
   *
   * @param missing how many fewer they are than the first total
   * @param fell by how much the total fell from the first page to the last
   * @param left how many of the missing are known to have stopped running meanwhile
   * @param extra how many are more than E2B ever counted; those apart that started meanwhile
   */
  public record Totals(int missing, int fell, int left, int extra) {

    /** What the total fell by, and who is known to have left, are the same sandboxes. */
    boolean agree() {
      return missing <= Math.max(fell, left) && extra <= 0;
    }
  }

  /**
   * Walks the list once.
   *
   * @param merge is handed the rows of each page, each sandbox once, and when the walk began. Of
   *     one that comes twice it gets the first, which started last
   * @throws E2bException when the first page fails; a later failure ends the walk as incomplete
   */
  public Walk walk(E2bApi api, BiConsumer<List<SandboxRow>, Instant> merge) {
    var progress = new Progress(api.list(null), merge);
    while (progress.flaw.isEmpty() && progress.nextToken != null) {
      if (progress.pages == maxPages) {
        progress.flaw = "more than " + maxPages + " pages";
      } else {
        progress.next(api);
      }
    }
    return progress.walk();
  }

  private static final class Progress {

    private final BiConsumer<List<SandboxRow>, Instant> merge;
    private final Roll shown = new Roll();
    private final Set<String> tokens = new HashSet<>();
    private final Instant startedAt;
    private final @Nullable Integer early;
    private @Nullable Integer late;
    private @Nullable String nextToken;
    private Instant finishedAt;
    private int pages;
    private int running;
    private int startedSince;
    private int pausedSince;
    private String flaw = "";

    private Progress(Page first, BiConsumer<List<SandboxRow>, Instant> merge) {
      this.merge = merge;
      startedAt = first.asOf();
      finishedAt = startedAt;
      early = first.totalRunning();
      take(first);
    }

    private void next(E2bApi api) {
      Page page;
      try {
        page = api.list(nextToken);
      } catch (E2bException e) {
        flaw = "page " + (pages + 1) + " failed: " + e.kind().label();
        return;
      }
      take(page);
    }

    private void take(Page page) {
      pages++;
      finishedAt = page.asOf();
      nextToken = page.nextToken();
      late = page.totalRunning();
      var fresh = new ArrayList<SandboxRow>(page.rows().size());
      for (var row : page.rows()) {
        if (shown.add(row.sandbox())) {
          fresh.add(row);
          count(row);
        } else {
          flaw = "a sandbox came twice";
        }
      }
      merge.accept(fresh, startedAt);
      if (page.rows().size() > LIMIT && page.totalRunning() == null) {
        flaw = "more rows on a page than asked for, and no total";
      } else if (page.rows().stream().anyMatch(row -> row.state() == State.UNKNOWN)) {
        flaw = "a row in a state that was not asked for";
      } else if (page.droppedRows() > 0) {
        flaw = "rows that cannot be read";
      } else if (nextToken != null && !tokens.add(nextToken)) {
        flaw = "a page token came twice";
      }
    }

    private void count(SandboxRow row) {
      if (row.state() == State.RUNNING) {
        running++;
        startedSince += row.startedAt().isAfter(startedAt) ? 1 : 0;
      } else if (row.state() == State.PAUSED) {
        pausedSince += row.endAt().isBefore(startedAt) ? 0 : 1;
      }
    }

    private Walk walk() {
      var totals =
          early == null || late == null
              ? new Totals(0, 0, 0, 0)
              : new Totals(
                  early - running,
                  early - late,
                  pausedSince,
                  running - startedSince - Math.max(early, late));
      return new Walk(shown, running, pages, flaw, totals, startedAt, finishedAt);
    }
  }
}
