package io.github.e2breconciler.simulation;

/**
 * S5: what is about to be done, and why, is on disk before its request is sent: an open intent, and
 * the line of audit with its evidence.
 */
final class Evidenced implements Law {

  private final Machine machine;

  Evidenced(Machine machine) {
    this.machine = machine;
  }

  @Override
  public void requested(Request request) {
    var action = request.action().label();
    if (machine.intents(request.subject().id(), action) == 0) {
      throw new Violation(
          LawName.S5, request.sandbox(), action + " without an intent and evidence on disk");
    }
  }
}
