package io.github.e2breconciler.simulator;

import static io.github.e2breconciler.simulator.Faults.Call.EVENTS;
import static io.github.e2breconciler.simulator.Faults.Call.KILL;
import static io.github.e2breconciler.simulator.Faults.Call.LIST;
import static io.github.e2breconciler.simulator.Faults.Call.PAUSE;
import static io.github.e2breconciler.simulator.Faults.Call.READ;

import io.github.e2breconciler.config.ConfigReader;
import io.github.e2breconciler.e2b.E2bException.Kind;
import io.github.e2breconciler.simulator.Faults.Call;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * The faults of calls: of the service on any call, of the others on those where they make sense.
 */
enum CallMenu implements MenuLine {
  RATE_LIMITED(any(), CallMenu::rateLimited),
  SERVER_ERROR(any(), in -> new Fault.Answers(in.count("status", 503, 500, 599), null)),
  UNAUTHORISED(any(), _ -> new Fault.Answers(401, null)),
  FORBIDDEN(any(), _ -> new Fault.Answers(403, null)),
  SLOW_ANSWER(any(), in -> new Fault.Drips(length(in, "over", 30))),
  ANSWER_STALLS(any(), in -> new Fault.Stalls(length(in, "hold", 60))),
  ANSWER_CUT(any(), _ -> new Fault.Cut()),
  ANSWER_LOST(any(), _ -> new Fault.FailsAfterwards(Kind.UNAVAILABLE)),
  CONNECTION_RESET(any(), _ -> new Fault.Fails(Kind.UNAVAILABLE)),
  NAME_UNRESOLVED(any(), _ -> new Fault.Fails(Kind.UNAVAILABLE)),
  TLS_REFUSED(any(), _ -> new Fault.Fails(Kind.UNAVAILABLE)),
  HTML_ANSWER(any(), _ -> new Fault.Html()),

  LIST_EMPTY(Set.of(LIST), _ -> new Fault.Empty()),
  LIST_TRUNCATED(Set.of(LIST), in -> new Fault.Truncated(in.count("rows", 3, 0, 100))),
  LIST_FAILS_MIDWAY(Set.of(LIST), _ -> new Fault.LaterPagesFail()),
  LIST_ROW_MOVED(Set.of(LIST), _ -> new Fault.RowMoved()),
  LIST_TOKEN_REPEATED(Set.of(LIST), _ -> new Fault.RepeatedToken()),
  LIST_FILTERS_IGNORED(Set.of(LIST), _ -> new Fault.FiltersIgnored()),
  LIST_STALE(Set.of(LIST), in -> new Fault.Stale(length(in, "lag", 300))),
  LIST_PAUSED_OMITTED(Set.of(LIST), _ -> new Fault.PausedOmitted()),
  LIST_ROWS_HIDDEN(
      Set.of(LIST), in -> new Fault.RowsHidden(SandboxSelector.read(in.section("rows")))),
  LIST_ROWS_UNREADABLE(Set.of(LIST), in -> new Fault.Unreadable(in.count("rows", 1, 1, 100))),
  LIST_STATE_MISSING(Set.of(LIST), _ -> new Fault.StateMissing()),
  LIST_TOTAL_WRONG(
      Set.of(LIST), in -> new Fault.TotalWrong(in.count("difference", -1, -1_000_000, 1_000_000))),
  LIST_TOTAL_ABSENT(Set.of(LIST), _ -> new Fault.TotalAbsent()),

  READ_MISSING(Set.of(READ), _ -> new Fault.Missing()),
  READ_THEN_RESUMED(Set.of(READ), _ -> new Fault.ResumedAfterwards()),
  KILL_SWALLOWED(Set.of(KILL), _ -> new Fault.Swallowed()),
  KILL_MISSING(Set.of(KILL), _ -> new Fault.Missing()),
  KILL_CONFLICT(Set.of(KILL), _ -> new Fault.Conflict()),
  KILL_UNREACHABLE(Set.of(KILL), _ -> new Fault.NodeUnreachable()),
  KILL_TIMES_OUT(Set.of(KILL), in -> new Fault.Stalls(length(in, "hold", 60))),
  KILL_UNDONE_BY_RESUME(Set.of(KILL), _ -> new Fault.UndoneByResume()),
  PAUSE_CONFLICT(Set.of(PAUSE), _ -> new Fault.Conflict()),
  PAUSE_SWALLOWED(Set.of(PAUSE), _ -> new Fault.Swallowed()),
  IDS_SUFFIXED(Set.of(LIST), _ -> new Fault.SuffixedIds()),
  CREATE_IN_FLIGHT(Set.of(LIST), in -> new Fault.YoungHidden(length(in, "age", 10))),

  FEED_ABSENT(Set.of(EVENTS), _ -> new Fault.Answers(404, null)),
  FEED_LAGGING(Set.of(EVENTS), in -> new Fault.FeedLags(length(in, "lag", 90))),
  FEED_MISSING(Set.of(EVENTS), in -> new Fault.FeedMisses(in.percent("share", 20, 1, 100) / 100.0)),
  FEED_SHIFTING(Set.of(EVENTS), in -> new Fault.FeedShifts(in.count("rows", 5, 1, 100))),
  FEED_FORGETTING(Set.of(EVENTS), in -> new Fault.FeedForgets(length(in, "age", 3_600)));

  @SuppressWarnings("ImmutableEnumChecker") // a copy that nobody changes
  private final Set<Call> calls;

  @SuppressWarnings("ImmutableEnumChecker") // functions without state
  private final Function<ConfigReader, Fault> reader;

  CallMenu(Set<Call> calls, Function<ConfigReader, Fault> reader) {
    this.calls = calls;
    this.reader = reader;
  }

  /** The rule that one item of a plan states. */
  CallRule read(ConfigReader in) {
    var fault = reader.apply(in);
    var narrowed =
        calls.size() == 1
            ? calls
            : Set.copyOf(
                in.choices("calls", List.copyOf(any()), List.of(Call.values()), Call::label));
    var match = SandboxSelector.read(in.section("match"));
    return new CallRule(label(), fault, narrowed, Odds.read(in), match);
  }

  private static Set<Call> any() {
    return Set.of(Call.values());
  }

  private static Fault rateLimited(ConfigReader in) {
    var wait = in.has("retry-after") ? length(in, "retry-after", 1) : null;
    return new Fault.Answers(429, wait);
  }

  private static Duration length(ConfigReader in, String key, long seconds) {
    return in.duration(key, Duration.ofSeconds(seconds), Duration.ZERO, Duration.ofDays(7));
  }
}
