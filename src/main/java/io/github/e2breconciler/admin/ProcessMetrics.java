package io.github.e2breconciler.admin;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;

/**
 * The JVM and the process as Micrometer's own meters: memory, collections, threads, CPU, files,
 * uptime. Alert on {@code process_files_open_files} near its maximum: a listener that runs out of
 * files never accepts again.
 */
public final class ProcessMetrics implements AutoCloseable {

  private final JvmGcMetrics collections = new JvmGcMetrics();

  public ProcessMetrics(MeterRegistry meters) {
    new JvmMemoryMetrics().bindTo(meters);
    collections.bindTo(meters);
    new JvmThreadMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    new FileDescriptorMetrics().bindTo(meters);
    new UptimeMetrics().bindTo(meters);
  }

  /** Stops listening to the collector. */
  @Override
  public void close() {
    collections.close();
  }
}
