package io.github.e2breconciler.admin;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;

/**
 * The JVM and the process as Micrometer's own meters: memory, collections, threads, CPU, files,
 * uptime. Alert on {@code process_files_open_files} near its maximum: a listener that runs out of
 * files never accepts again.
 */
public final class ProcessMetrics implements AutoCloseable {

  private final JvmGcMetrics collections = new JvmGcMetrics();

  /**
   * Gives the process's meters names that Prometheus' own check accepts: one counts nanoseconds,
   * which {@code process_cpu_usage} makes up for, the other ends like a histogram's count. To be
   * called before anything is registered.
   */
  public static <T extends MeterRegistry> T named(T meters) {
    meters
        .config()
        .meterFilter(MeterFilter.denyNameStartsWith("process.cpu.time"))
        .meterFilter(
            new MeterFilter() {
              @Override
              public Meter.Id map(Meter.Id id) {
                return id.getName().equals("system.cpu.count") ? id.withName("system.cpus") : id;
              }
            });
    return meters;
  }

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
