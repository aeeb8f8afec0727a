package io.github.e2breconciler.reap;

import io.github.e2breconciler.policy.Action;
import io.github.e2breconciler.store.IntentRow;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What E2B's answer to a request proves, and for how long one waits for more. Pure. */
final class Proof {

  /** Two 404s this far apart prove an accepted kill. */
  static final Duration SETTLED = Duration.ofSeconds(5);

  /** Until then an accepted kill or pause should show. */
  static final Duration SOON = Duration.ofSeconds(30);

  /** E2B's orphan sweep ticks every 20 s for machines older than 60 s; this is past both. */
  static final Duration SWEPT = Duration.ofMinutes(2);

  /** Why E2B killed it, in its own words: somebody asked for it. */
  private static final String REQUEST = "request";

  /** Its record was gone, and the sweep found its machine. */
  private static final String ORPHANED = "orphaned";

  private Proof() {}

  /** Whether E2B said what became of the request; a conflict says nothing of it. */
  static boolean answered(IntentRow intent) {
    return intent.answer().equals(Intents.ACCEPTED) || intent.answer().equals(Intents.MISSING);
  }

  /**
   * Whether an end that we believe in settles it. Of a paused one, whose end emits nothing, only
   * reads far apart tell what we were not told; of a running one only its {@code killed} event.
   *
   * @param killReason of that event, or null if none came
   */
  static boolean hearsay(IntentRow intent, Action step, @Nullable String killReason) {
    return step == Action.PAUSE || (intent.paused() ? answered(intent) : killReason != null);
  }

  /**
   * Whether an end is our doing: not if E2B refused, or said that others were there before us, or
   * names another reason than a request. A kill without an answer may have left the machine to
   * E2B's sweep, which calls it orphaned.
   *
   * @param killReason as {@link #hearsay} has it; empty where the event does not say
   */
  static boolean killedByUs(IntentRow intent, Action step, @Nullable String killReason) {
    return step == Action.KILL
        && !intent.answer().equals(Intents.REFUSED)
        && !intent.answer().equals(Intents.MISSING)
        && !intent.answer().equals(Intents.CONFLICT)
        && (killReason == null
            || killReason.isEmpty()
            || killReason.equals(REQUEST)
            || (killReason.equals(ORPHANED) && !answered(intent)));
  }

  /** Who paused a sandbox. */
  enum Hand {
    OURS,
    OTHERS,
    /** It may have been us: not enough to end it for. */
    UNKNOWN
  }

  /**
   * A pause that a read shows.
   *
   * @param plannedEnd of the run when we asked for a pause, or null where none was known
   */
  record Pause(Instant at, @Nullable Instant plannedEnd) {

    private boolean endsSince(Instant sentAt) {
      return plannedEnd != null
          && !plannedEnd.isBefore(sentAt.minus(Looks.PERIOD))
          && !plannedEnd.isAfter(at.plus(Looks.PERIOD));
    }
  }

  /**
   * Whose doing a pause is: only one that E2B confirmed to us is followed by a kill. E2B answers
   * once it has paused, so a pause after that answer may be another's, and ours without effect; so
   * may one from before our request, though E2B should say so. A conflict or a refusal means that
   * somebody else paused it. Where no answer is known ours may have taken effect, and so may its
   * owner's at about that time, which no read tells apart; a pause that is not of that time is not
   * ours. Where its planned end came between, E2B may have paused it by itself, for an owner who
   * means to wake it. All times are by E2B's clock.
   *
   * @param answeredAt when the answer came, or null while there is none
   */
  static Hand pausedBy(
      IntentRow intent, Pause pause, Instant sentAt, @Nullable Instant answeredAt) {
    var pausedAt = pause.at();
    return switch (intent.answer()) {
      case Intents.ACCEPTED ->
          answeredAt == null
                  || pausedAt.isAfter(answeredAt.plus(Looks.PERIOD))
                  || pausedAt.isBefore(sentAt.minus(Looks.PERIOD))
                  || pause.endsSince(sentAt)
              ? Hand.UNKNOWN
              : Hand.OURS;
      case Intents.UNKNOWN, Intents.NONE ->
          within(pausedAt, sentAt, SWEPT) ? Hand.UNKNOWN : Hand.OTHERS;
      default -> Hand.OTHERS;
    };
  }

  /** How long a request without effect is given before it counts as failed. */
  static Duration patience(IntentRow intent, Action step) {
    var accepted = intent.answer().equals(Intents.ACCEPTED);
    if (step == Action.PAUSE) {
      return accepted ? SOON : Looks.PERIOD.multipliedBy(3);
    }
    return intent.answer().equals(Intents.CONFLICT) ? Looks.PERIOD : SOON;
  }

  /** How long one waits where no read answers. */
  static Duration unread(IntentRow intent) {
    return intent.answer().equals(Intents.ACCEPTED) ? SWEPT : SWEPT.multipliedBy(2);
  }

  private static boolean within(Instant pausedAt, Instant sentAt, Duration span) {
    return !pausedAt.isBefore(sentAt.minus(Looks.PERIOD)) && !pausedAt.isAfter(sentAt.plus(span));
  }
}
