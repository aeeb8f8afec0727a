package io.github.e2breconciler.simulation;

import static io.github.e2breconciler.simulation.LawsTest.assertBroken;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import io.github.e2breconciler.testing.Events;
import io.github.e2breconciler.webhook.Signature;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The laws of what the mirror believes and whom it believes, each shown to bite. */
final class BeliefLawsTest {

  private static final AccountId ACCOUNT = OneLife.ACCOUNT;

  private final OneLife one = new OneLife();

  @AfterEach
  void end() {
    one.close();
  }

  @Test
  void s6SeesWhatComesBackFromTheDeadUnshown() {
    var law = new NoResurrection(ACCOUNT);
    law.denied(Events.SANDBOX, Events.at(5));
    law.look(belief(State.GONE));

    assertBroken(() -> law.look(belief(State.RUNNING)), "back from the dead");
    law.look(belief(State.GONE));
    law.shown(Events.SANDBOX, Events.at(20));
    assertThatCode(() -> law.look(belief(State.RUNNING))).doesNotThrowAnyException();
  }

  @Test
  void s6LetsNobodyBeHeldDeadUntold() {
    var law = new NoResurrection(ACCOUNT);
    law.denied(Events.SANDBOX, Events.at(-20)); // of an earlier run

    assertBroken(() -> law.look(belief(State.GONE)), "nobody told so");
  }

  @Test
  void s6LetsNothingGoBack() {
    var law = new Heeded(ACCOUNT, one::engine);
    law.look(belief(State.RUNNING, 10));
    law.look(belief(State.RUNNING, 12));

    assertBroken(() -> law.look(belief(State.RUNNING, 11)), "goes back");
  }

  @Test
  void s6HasARunBeginOnceThatIsAcknowledged() {
    var law = new Heeded(ACCOUNT, one::engine);
    var key = new SandboxKey(ACCOUNT, Events.SANDBOX);
    var begun = Events.created("execution", 5);

    assertBroken(() -> law.acknowledged(begun, _ -> belief(State.PAUSED, 4), key), "and believed");
    assertThatCode(() -> law.acknowledged(begun, _ -> belief(State.RUNNING, 5), key))
        .doesNotThrowAnyException();
    law.said(Events.SANDBOX, Events.at(6));
    assertThatCode(() -> law.acknowledged(begun, _ -> belief(State.PAUSED, 6), key))
        .doesNotThrowAnyException();
  }

  @Test
  void s7LetsNothingElseBeTaken() {
    var law = new Authentic(Terms.SECRETS);
    var body = "{}".getBytes(UTF_8);
    var signed = signed("v1", body);

    assertThatCode(() -> law.taken(signed, body, Events.SANDBOX)).doesNotThrowAnyException();
    assertNotTaken(() -> law.taken(signed, "{ }".getBytes(UTF_8), Events.SANDBOX));
    assertNotTaken(() -> law.taken(signed("v2", body), body, Events.SANDBOX));
    assertNotTaken(() -> law.taken(signed, body, null));
    var longer = "{},\"x\":1}".getBytes(UTF_8); // as if the signature had been extended
    assertNotTaken(() -> law.taken(signed("v1", longer), longer, Events.SANDBOX));
  }

  private static void assertNotTaken(Runnable work) {
    assertBroken(work, "E2B did not send like this");
  }

  private static Map<String, String> signed(String version, byte[] body) {
    return Map.of(
        Signature.VERSION_HEADER,
        version,
        Signature.HEADER,
        Signature.sign(Secret.of(Terms.SECRETS.getFirst()), body));
  }

  private static Sandbox belief(State state) {
    return belief(state, 10);
  }

  private static Sandbox belief(State state, int at) {
    return new Sandbox(
        new SandboxKey(ACCOUNT, Events.SANDBOX),
        state,
        "base",
        Map.of(),
        Events.at(1),
        null,
        null,
        null,
        Events.at(at),
        Source.LIST);
  }
}
