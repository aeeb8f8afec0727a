package io.github.e2breconciler.e2b;

import static java.util.stream.Collectors.toSet;

import io.github.e2breconciler.e2b.E2bApi.FeedPage;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Reads the event feed back to what is known already.
 *
 * <p>The feed has offsets instead of a cursor and moves while we read it: new events push rows to
 * higher offsets, which only repeats some, but an answer from a store that lags pulls them lower,
 * which would skip some. So neighbouring pages overlap by ten rows, and a page that shares none
 * with the one before shows a gap: reading starts again once, and a second gap makes the catch
 * incomplete.
 *
 * <p>Events may be filed late, behind newer ones, by as much as nodes hold them back and their
 * clocks differ. So reading goes on past the first known id: for ten rows and three seconds of the
 * events' own time, or for fifty rows. One call is enough but where very much happens.
 */
public final class EventFeed {

  private static final int LIMIT = 100; // the most that E2B allows
  private static final int STRIDE = 90;
  private static final int KNOWN_OVERLAP = 50;
  private static final int LEAST_OVERLAP = 10;

  /** A node files its events every second; clocks of nodes differ by less than two. */
  private static final Duration LATE = Duration.ofSeconds(3);

  private static final int MAX_PAGES = 20; // 1,800 events

  private final int maxPages;

  public EventFeed() {
    this(MAX_PAGES);
  }

  EventFeed(int maxPages) {
    this.maxPages = maxPages;
  }

  /** Why a reading ended. */
  public enum Ending {
    /** Nothing is missing between the newest event and what was known. */
    WHOLE,
    /** What is known lies too far back for one reading: {@link FeedRewind}. */
    FAR,
    /** A page failed. */
    FAILED,
    /** Pages that should be neighbours are not: some events lie between them. */
    TORN
  }

  /**
   * What a reading of the feed brought.
   *
   * @param events each id once, oldest first; also those known already that came along
   * @param pages how many were asked for
   * @param reachedKnown whether an id that was known already came along
   * @param ending whole where nothing can be missing between the newest event and what was known,
   *     the horizon, or the feed's end. Otherwise the events are good but must not count as known
   *     for the next reading, or it would stop above the gap. Rows that cannot be read do not count
   *     here: the list shows what they would have told
   */
  public record Catch(List<LifecycleEvent> events, int pages, boolean reachedKnown, Ending ending) {
    public Catch {
      events = List.copyOf(events);
    }

    public boolean complete() {
      return ending == Ending.WHOLE;
    }
  }

  /**
   * Reads newest first until some way past the first known id, an event before {@code since}, or
   * the feed's end.
   *
   * @param types full type names to keep, or empty for all
   * @param known the event ids that an earlier complete catch brought. One that came by webhook
   *     alone proves nothing of those before it
   * @param since the horizon, by the events' own times
   * @throws E2bException when the first page fails; a later failure ends the reading as incomplete
   */
  public Catch read(E2bApi api, Set<String> types, Predicate<String> known, Instant since) {
    var reading = new Reading(known, since);
    reading.take(api.events(0, LIMIT, types));
    while (!reading.done) {
      if (reading.pages == maxPages || reading.far(maxPages)) {
        return reading.result(Ending.FAR);
      }
      try {
        reading.take(api.events(reading.offset, LIMIT, types));
      } catch (E2bException e) {
        return reading.result(Ending.FAILED);
      }
    }
    return reading.result(reading.sound ? Ending.WHOLE : Ending.TORN);
  }

  private static final class Reading {

    private final Predicate<String> known;
    private final Instant since;
    private final SequencedMap<String, LifecycleEvent> events = new LinkedHashMap<>();
    private final Set<String> seen = new HashSet<>(); // since the last start
    private Set<String> previous = Set.of();
    private int offset;
    private int pages;
    private int pagesWithoutNews;
    private int rowsPastKnown;
    private Instant newestKnown = Instant.MIN;
    private boolean reachedKnown;
    private boolean restarted;
    private boolean sound = true;
    private boolean done;

    private Reading(Predicate<String> known, Instant since) {
      this.known = known;
      this.since = since;
    }

    /** Takes the page at {@link #offset} and decides where to go on. */
    private void take(FeedPage page) {
      pages++;
      page.events().forEach(event -> events.putIfAbsent(event.header().id(), event));
      var ids = page.events().stream().map(event -> event.header().id()).collect(toSet());
      if (offset > 0 && Collections.disjoint(ids, previous)) {
        restartOrGiveUp();
        return;
      }
      countNews(page);
      if (pagesWithoutNews > 1) { // one is a burst of new events, two are a feed that stands still
        giveUp();
        return;
      }
      done = overlaps(page) || page.rows() < LIMIT || passesHorizon(page);
      previous = ids;
      offset += STRIDE;
    }

    /** Whether, if events came as densely before as on the first page, so many do not suffice. */
    private boolean far(int maxPages) {
      if (pages != 1 || reachedKnown || events.isEmpty()) {
        return false;
      }
      var newest = events.firstEntry().getValue().at();
      var oldest = events.lastEntry().getValue().at();
      var span = Duration.between(oldest, newest);
      return Duration.between(since, oldest).compareTo(span.multipliedBy(maxPages)) > 0;
    }

    private void countNews(FeedPage page) {
      var news = false;
      for (var event : page.events()) {
        var id = event.header().id();
        if (!reachedKnown && known.test(id)) {
          reachedKnown = true;
          newestKnown = event.at();
        }
        if (seen.add(id)) {
          news = true;
          rowsPastKnown += reachedKnown ? 1 : 0;
        }
      }
      pagesWithoutNews = news ? 0 : pagesWithoutNews + 1;
    }

    /** Whether nothing that was filed late can be further back. */
    private boolean overlaps(FeedPage page) {
      return rowsPastKnown >= KNOWN_OVERLAP
          || (rowsPastKnown >= LEAST_OVERLAP
              && !page.events().getLast().at().isAfter(newestKnown.minus(LATE)));
    }

    private boolean passesHorizon(FeedPage page) {
      return page.events().stream().anyMatch(event -> event.at().isBefore(since));
    }

    private void restartOrGiveUp() {
      if (restarted) {
        giveUp();
        return;
      }
      restarted = true;
      seen.clear();
      reachedKnown = false;
      rowsPastKnown = 0;
      pagesWithoutNews = 0;
      offset = 0;
    }

    private void giveUp() {
      sound = false;
      done = true;
    }

    private Catch result(Ending ending) {
      var oldestFirst =
          events.sequencedValues().reversed().stream()
              .sorted(Comparator.comparing(LifecycleEvent::at))
              .toList();
      return new Catch(oldestFirst, pages, reachedKnown, ending);
    }
  }
}
