package io.github.e2breconciler.simulation;

import io.github.e2breconciler.Engine;
import io.github.e2breconciler.inventory.DriftKind;
import io.github.e2breconciler.reap.Case;
import io.github.e2breconciler.reap.CaseState;
import io.github.e2breconciler.simulator.FeedQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * L4: an account costs no more calls than its one interval, {@code detection}, allows, in any
 * weather. Counted is what reaches E2B, in stretches of ten minutes, six of which make an hour.
 *
 * <p>Of the interval follow: one look at the whole fleet, or at its feed, every interval; every
 * four of them a pass, which walks and reads the feed, a look at what was born and at the webhook,
 * and one at each sandbox that is past its end, has an open case or is left out by the list. Beside
 * them a request costs its final read, and a look every two seconds until it is settled (that it is
 * in time, L3 says); each event a look at what it is about; and each start what it takes to learn
 * what is there. What fails has no budget of its own.
 */
final class Budget implements Law {

  private static final Duration STRETCH = Duration.ofMinutes(10);
  private static final Set<CaseState> ACTING = Set.of(CaseState.PAUSING, CaseState.KILLING);
  private static final int PAGE = 100;
  private static final int FEED = 1;
  private static final int BIRTHS = 1;
  private static final int WEBHOOK = 1;

  /** Interval between what costs more, in looks. */
  private static final double SELDOM = 4;

  /** Final read, request, and the first look at what became of it. */
  private static final int REQUEST = 3;

  /** Between two looks at what became of a request. */
  private static final Duration VERIFIED = Duration.ofSeconds(2);

  private static final int START = 20;

  private final Map<String, Integer> calls = new TreeMap<>();
  private final Stage stage;
  private final Duration detection;
  private Instant since;
  private Instant looked;
  private Duration verifying = Duration.ZERO;
  private int acting;
  private int wanting;
  private int rows;
  private int requests;
  private int starts;

  /**
   * What has not been spent yet.
   *
   * @param detection the configured interval
   */
  Budget(Stage stage, Duration detection) {
    this.stage = stage;
    this.detection = detection;
    this.since = stage.time().instant();
    this.looked = since;
  }

  @Override
  public void started(Engine engine) {
    starts++;
  }

  @Override
  public void requested(Request request) {
    requests++;
  }

  @Override
  public void called(String call) {
    calls.merge(call, 1, Integer::sum);
  }

  @Override
  public void look(Engine engine) {
    var open = engine.cases().open();
    var acting = open.stream().map(Case::state).filter(ACTING::contains).count();
    var unlisted = engine.drifts().openOf(DriftKind.UNLISTED).size();
    look(open.size() + unlisted, (int) acting);
  }

  /**
   * Judges a stretch once it is over.
   *
   * @param cases that are open, and what the list is known to leave out
   * @param unsettled those whose request is not settled yet; between two looks they are as many as
   *     at the one with more
   */
  void look(int cases, int unsettled) {
    var now = stage.time().instant();
    var most = Math.max(acting, unsettled);
    verifying = verifying.plus(Duration.between(looked, now).multipliedBy(most));
    acting = unsettled;
    looked = now;
    var census = stage.team().census();
    rows = Math.max(rows, census.running() + census.paused());
    wanting = Math.max(wanting, cases + census.overdue());
    var span = Duration.between(since, now);
    if (span.compareTo(STRETCH) >= 0) {
      judge(span);
    }
  }

  private void judge(Duration span) {
    var made = calls.values().stream().mapToInt(each -> each).sum();
    var most = allowed(span);
    if (made > most) {
      throw new Violation(
          LawName.L4,
          null,
          made + " calls within " + span + ", the budget is " + (int) most + ": " + calls);
    }
    calls.clear();
    since = looked;
    verifying = Duration.ZERO;
    wanting = 0;
    rows = 0;
    requests = 0;
    starts = 0;
  }

  private double allowed(Duration span) {
    var looks = (double) span.toMillis() / detection.toMillis();
    var pages = 1 + rows / PAGE;
    var passes = looks / SELDOM;
    return looks * pages
        + passes * (pages + FEED + BIRTHS + WEBHOOK + wanting)
        + requests * REQUEST
        + (double) verifying.toMillis() / VERIFIED.toMillis()
        + starts * START
        + events(span);
  }

  private long events(Duration span) {
    var from = stage.world().now().minus(span);
    var all = new FeedQuery(0, Integer.MAX_VALUE, false, Set.of(), null);
    return stage.team().events(all).stream().filter(event -> event.at().isAfter(from)).count();
  }
}
