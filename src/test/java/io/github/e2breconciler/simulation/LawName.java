package io.github.e2breconciler.simulation;

/** What a run may break, by the name that its report carries. */
enum LawName {
  S1("nothing is ended that is owned, wanted, too young or another than was judged"),
  S2("caps, windows, freezes and the mode are never exceeded"),
  S3("one thread of one daemon acts on an account at a time"),
  S4("nothing acknowledged is lost, and nothing latched"),
  S5("evidence is on disk before its request is sent"),
  S6("the mirror never raises the dead, buries the living, or goes back, without being told"),
  S7("nothing is taken that E2B did not send like this"),
  S8("what is said to be killed is dead"),
  L1("in calm weather belief becomes truth"),
  L2("in calm weather every orphan ends"),
  L3("no key is stuck, no queue starved, no latch without an alert"),
  L4("calls to E2B stay within their budget"),
  FAULT("nothing fails but what the world made fail");

  private final String meaning;

  LawName(String meaning) {
    this.meaning = meaning;
  }

  /** What it asks for, as a sentence without its end. */
  String meaning() {
    return meaning;
  }
}
