package io.github.e2breconciler.e2b;

import java.time.Duration;

/**
 * How long a call may take in all.
 *
 * @param read for a read, its waiting and its retries included
 * @param page the same for a page of the list, which E2B puts together from two stores
 * @param action for the answer to a pause or kill once sent; E2B itself works on one for up to 60 s
 * @param actionWait for a pause or kill to leave, connecting included; past that it is not sent,
 *     because the read that justified it has aged
 */
record Deadlines(Duration read, Duration page, Duration action, Duration actionWait) {

  static final Deadlines DEFAULT =
      new Deadlines(
          Duration.ofSeconds(15),
          Duration.ofSeconds(30),
          Duration.ofSeconds(70),
          E2bApi.LEAVES_WITHIN);

  /** How long it may take until the call has left, and for a read until it is answered as well. */
  Duration of(Operation operation) {
    return switch (operation) {
      case LIST -> page;
      case READ, EVENTS, WEBHOOKS, DELIVERIES, STATS, REGISTER, PROBE -> read;
      case PAUSE, KILL -> actionWait;
    };
  }
}
