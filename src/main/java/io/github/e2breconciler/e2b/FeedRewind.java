package io.github.e2breconciler.e2b;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.github.e2breconciler.e2b.E2bApi.FeedPage;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Reads a long stretch of the event feed, oldest first, a page at a time, so that what was read
 * stays read whatever happens next.
 *
 * <p>The feed knows offsets from its newest event and no times, so the place to begin at is sought
 * first: by how dense events are, then by halving. From there it goes towards the newest event.
 * Those that arrive meanwhile push all others back; so neighbouring pages overlap by a few rows,
 * and where they do not, it takes a step back and shorter steps for a while. A call that fails
 * changes nothing and may be repeated. For one thread.
 */
public final class FeedRewind {

  private static final int LIMIT = 100; // the most that E2B allows
  private static final int STRIDE = 96;
  private static final int SHORTEST_STRIDE = 10;
  private static final int LONGER = 2;
  private static final int NEAR = 5 * STRIDE; // not worth halving
  private static final int STEPS_BACK = 5;
  private static final int GUESSES = 30;

  private final E2bApi api;
  private final Set<String> types;
  private final Instant since;
  private Set<String> previous = Set.of();
  private int offset;
  private int stride = STRIDE;
  private boolean placed;
  private boolean done;

  /**
   * Asks for nothing yet.
   *
   * @param types full type names to keep, or empty for all
   * @param since the events' own time from which they are wanted
   */
  public FeedRewind(E2bApi api, Set<String> types, Instant since) {
    this.api = api;
    this.types = types;
    this.since = since;
  }

  /** Whether the newest event was read. */
  public boolean done() {
    return done;
  }

  /**
   * The next events, oldest first; perhaps none.
   *
   * @throws E2bException when a page fails, or pages do not meet however often they are read
   */
  public List<LifecycleEvent> next() {
    if (!placed) {
      offset = place();
      placed = true;
    }
    var at = offset;
    var page = page(at);
    for (var step = 0; !adjoins(page); step++) {
      at += STRIDE;
      stride = Math.max(SHORTEST_STRIDE, stride / 2);
      page = page(at);
      if (step == STEPS_BACK || previous.containsAll(ids(page))) {
        throw malformed("pages of the event feed do not meet");
      }
    }
    var fresh =
        page.events().reversed().stream()
            .filter(event -> !before(event))
            .filter(event -> !previous.contains(event.header().id()))
            .sorted(Comparator.comparing(LifecycleEvent::at))
            .toList();
    previous = ids(page);
    done = at == 0;
    offset = Math.max(0, at - stride);
    stride = Math.min(STRIDE, stride + LONGER);
    return fresh;
  }

  private boolean adjoins(FeedPage page) {
    return previous.isEmpty() || !Collections.disjoint(previous, ids(page));
  }

  /** An offset whose page holds something older than what is wanted, or the end of the feed. */
  private int place() {
    var near = 0;
    var page = page(0);
    var far = 0;
    for (var guess = 0; !reaches(page); guess++) {
      if (guess == GUESSES) {
        throw malformed("the event feed does not end");
      }
      near = far;
      far = further(far, page);
      page = page(far);
    }
    while (far - near > NEAR && (page.events().isEmpty() || before(page.events().getFirst()))) {
      var middle = near + (far - near) / 2;
      var other = page(middle);
      if (reaches(other)) {
        far = middle;
        page = other;
      } else {
        near = middle;
      }
    }
    return far;
  }

  /** Where the wanted time is, if events were as dense before as on {@code page}. */
  private int further(int from, FeedPage page) {
    if (page.events().isEmpty()) { // rows there are, and none that can be read
      return from + NEAR;
    }
    var newest = page.events().getFirst().at();
    var oldest = page.events().getLast().at();
    var span = Math.max(1, Duration.between(oldest, newest).toMillis());
    var pages = Duration.between(since, oldest).toMillis() / span + 1;
    var most = Math.max(NEAR, 4L * from); // a burst says little of the rest
    return (int)
        Math.min(Integer.MAX_VALUE / 8, from + Math.clamp(pages * LIMIT, NEAR, 100 * most));
  }

  private static E2bException malformed(String why) {
    return new E2bException(E2bException.Kind.MALFORMED, why);
  }

  private boolean reaches(FeedPage page) {
    return page.rows() < LIMIT || page.events().stream().anyMatch(this::before);
  }

  private boolean before(LifecycleEvent event) {
    return event.at().isBefore(since);
  }

  private FeedPage page(int from) {
    return api.events(from, LIMIT, types);
  }

  private static Set<String> ids(FeedPage page) {
    return page.events().stream().map(event -> event.header().id()).collect(toUnmodifiableSet());
  }
}
