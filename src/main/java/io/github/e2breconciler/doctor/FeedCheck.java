package io.github.e2breconciler.doctor;

import io.github.e2breconciler.e2b.E2bException;
import java.util.List;

/** Whether there is an event feed, which brings what webhooks do not. */
record FeedCheck(E2bView e2b) implements Check {

  @Override
  public List<Finding> look() {
    if (!e2b.reached()) {
      return List.of();
    }
    var what = e2b.name("event feed");
    return List.of(
        switch (e2b.feed()) {
          case Tried.Answer(var page) -> Finding.ok(what, "there, " + page.rows() + " row(s) read");
          case Tried.Failure<?> failure ->
              failure.cause().kind() == E2bException.Kind.UNSUPPORTED
                  ? Finding.warn(
                      what,
                      "this E2B has none: lost webhooks are found by walks alone",
                      "nothing, where E2B is your own; else ask E2B why the team has no feed")
                  : Finding.fail(
                      what, failure.reason(), "look again in a minute, then at E2B's status page");
        });
  }
}
