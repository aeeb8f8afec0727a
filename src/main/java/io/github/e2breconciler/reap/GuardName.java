package io.github.e2breconciler.reap;

/** What guards are called: stable words, for metrics, answers and the log. */
final class GuardName {

  static final String SCOPE = "scope";
  static final String UNPROTECTED = "unprotected";
  static final String UNOWNED = "unowned";
  static final String CONDEMNED = "condemned";
  static final String IDENTITY = "identity";
  static final String GROWN = "grown";
  static final String SETTLED = "settled";
  static final String FRESH = "fresh";
  static final String ACCOUNT_HEALTHY = "account-healthy";
  static final String STORE_HEALTHY = "store-healthy";
  static final String WATCHED = "watched";
  static final String WINDOW = "window";
  static final String CAPS = "caps";
  static final String NOT_FROZEN = "not-frozen";
  static final String LEADER = "leader";
  static final String CLOCK = "clock";

  /** Asked last; what only observes is refused by it and by no other. */
  static final String ARMED = "armed";

  private GuardName() {}
}
