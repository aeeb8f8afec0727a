package io.github.e2breconciler;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log as the program writes it: which lines leave, and when. */
final class OutputTest {

  private final PrintStream before = System.out;
  private final ByteArrayOutputStream left = new ByteArrayOutputStream();
  private final LoggerContext logs = new LoggerContext();

  @BeforeEach
  void gather() throws JoranException {
    System.setOut(Output.gathered(left));
    logs.setMDCAdapter(new LogbackMDCAdapter());
    var configurator = new JoranConfigurator();
    configurator.setContext(logs);
    configurator.doConfigure(Output.class.getResource("/logback.xml"));
  }

  @AfterEach
  void restore() {
    logs.stop();
    System.setOut(before);
  }

  @Test
  void keepsLinesAboutWebhooksTogether() {
    logs.getLogger("e2b-webhook").info("one");
    logs.getLogger("e2b-webhook").info("two");

    assertThat(left.size()).isZero();

    System.out.flush();

    assertThat(left.toString(UTF_8)).containsSubsequence("one", "two");
  }

  @Test
  void letsOtherLinesLeaveAtOnceAfterThoseThatWait() {
    logs.getLogger("e2b-webhook").info("webhook");
    logs.getLogger("Engine").info("other");

    assertThat(left.toString(UTF_8)).containsSubsequence("webhook", "other");
  }
}
