package io.github.e2breconciler.simulation;

import io.github.e2breconciler.policy.Action;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;

/**
 * S2 and S3, as far as somebody gave orders: nothing is asked for beyond the mode, the scope and
 * the cap of 0 that the daemon was started with, while a window is shut, or once another may have
 * taken the store's lock. What became so since the final read, which is five seconds old at most,
 * it need not know.
 */
final class Orders implements Law {

  private static final Duration FINAL_READ = Duration.ofSeconds(5);

  private final Stage stage;
  private final Terms terms;
  private final Configuration configuration;
  private final Disk disk;
  private final Predicate<String> approved;

  /** With the cases whose plan a human approved: no cap holds for them. */
  Orders(
      Stage stage,
      Terms terms,
      Configuration configuration,
      Disk disk,
      Predicate<String> approved) {
    this.stage = stage;
    this.terms = terms;
    this.configuration = configuration;
    this.disk = disk;
    this.approved = approved;
  }

  @Override
  public void requested(Request request) {
    var lets =
        switch (configuration.inForce()) {
          case NONE -> true;
          case OBSERVE, NOTIFY, SCOPE -> false;
          case PAUSE -> request.action() == Action.PAUSE;
          case CAP -> approved.test(request.subject().id());
          case ALONE -> !request.subject().key().account().equals(Neighbour.ACCOUNT);
        };
    if (!lets) {
      throw broken(LawName.S2, request, "though configured: " + configuration.inForce().label());
    }
    var now = stage.time().instant();
    var own = request.subject().policy().equals("crashed") ? terms.shutCrashed() : Closing.NEVER;
    if (shut(terms.shut(), now) || shut(own, now)) {
      throw broken(LawName.S2, request, "while a window is shut: " + terms.shut() + " " + own);
    }
    var lostAt = disk.lockLostAt();
    if (lostAt != null && lostAt.plus(FINAL_READ).isBefore(now)) {
      throw broken(LawName.S3, request, "though another may have the store since " + lostAt);
    }
  }

  private static boolean shut(Closing closing, Instant now) {
    return closing.holds(now) && closing.holds(now.minus(FINAL_READ));
  }

  private static Violation broken(LawName law, Request request, String why) {
    return new Violation(law, request.sandbox(), request.action() + " " + why);
  }
}
