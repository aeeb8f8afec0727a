package io.github.e2breconciler.simulation;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.AppenderBase;
import io.github.e2breconciler.store.StoreException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What the daemon logs as its own fault while runs go on, each run for itself: the threads of a run
 * descend from the one that began it. Everything else that it logs is dropped.
 */
final class Complaints extends AppenderBase<ILoggingEvent> implements AutoCloseable {

  private static final InheritableThreadLocal<@Nullable List<Throwable>> FAULTS =
      new InheritableThreadLocal<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.github.e2breconciler");
  private final Level before = logger.getLevel();

  /** Webhooks are told of under a name of their own. */
  private final Logger webhooks = (Logger) LoggerFactory.getLogger("e2b-webhook");

  private final Level webhooksBefore = webhooks.getLevel();

  /** Who hushed them first lets them speak again. */
  private final boolean first = logger.isAdditive();

  /** Where those are told otherwise, in a way that gathers repetitions. */
  private final List<Appender<ILoggingEvent>> gathering = new ArrayList<>();

  Complaints() {
    setContext(logger.getLoggerContext());
    start();
    if (first) {
      webhooks.iteratorForAppenders().forEachRemaining(gathering::add);
      gathering.forEach(webhooks::detachAppender);
    }
    for (var each : List.of(logger, webhooks)) {
      each.setLevel(Level.ERROR);
      each.setAdditive(false);
      each.addAppender(this);
    }
  }

  /** A run begins on this thread. */
  void begin() {
    FAULTS.set(new CopyOnWriteArrayList<>());
  }

  /** What was logged in the run that began last on this thread. */
  List<Throwable> take() {
    var taken = FAULTS.get();
    FAULTS.remove();
    return taken == null ? List.of() : List.copyOf(taken);
  }

  @Override
  protected void append(ILoggingEvent event) {
    var own = FAULTS.get();
    if (own != null
        && event.getThrowableProxy() instanceof ThrowableProxy proxy
        && !(proxy.getThrowable() instanceof StoreException)) {
      own.add(proxy.getThrowable());
    }
  }

  @Override
  public void close() {
    for (var each : List.of(logger, webhooks)) {
      each.detachAppender(this);
    }
    stop();
    if (first) {
      logger.setAdditive(true);
      gathering.forEach(webhooks::addAppender);
      logger.setLevel(before);
      webhooks.setLevel(webhooksBefore);
    }
  }
}
