package io.github.e2breconciler.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.AppenderBase;
import io.github.e2breconciler.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * What the daemon logs as its own fault while runs go on, each thread for itself; everything else
 * that it logs is dropped.
 */
final class Complaints extends AppenderBase<ILoggingEvent> implements AutoCloseable {

  private final ThreadLocal<List<Throwable>> faults = ThreadLocal.withInitial(ArrayList::new);
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.github.e2breconciler");
  private final Level before = logger.getLevel();

  /** Webhooks are told of under a name of their own. */
  private final Logger webhooks = (Logger) LoggerFactory.getLogger("e2b-webhook");

  private final Level webhooksBefore = webhooks.getLevel();

  Complaints() {
    setContext(logger.getLoggerContext());
    start();
    for (var each : List.of(logger, webhooks)) {
      each.setLevel(Level.ERROR);
      each.setAdditive(false);
      each.addAppender(this);
    }
  }

  /** What was logged on this thread since it was last asked. */
  List<Throwable> take() {
    var taken = List.copyOf(faults.get());
    faults.remove();
    return taken;
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (event.getThrowableProxy() instanceof ThrowableProxy proxy
        && !(proxy.getThrowable() instanceof StoreException)) {
      faults.get().add(proxy.getThrowable());
    }
  }

  @Override
  public void close() {
    for (var each : List.of(logger, webhooks)) {
      each.detachAppender(this);
      each.setAdditive(true);
    }
    logger.setLevel(before);
    webhooks.setLevel(webhooksBefore);
    stop();
  }
}
