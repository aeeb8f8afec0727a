package io.github.e2breconciler.bench;

import com.sun.management.UnixOperatingSystemMXBean;
import io.github.e2breconciler.Daemon;
import java.lang.management.ManagementFactory;

/**
 * How a daemon is.
 *
 * @param stored how many events it has stored
 * @param backlog how many beliefs the store does not hold as they are
 * @param sandboxes how many it believes in, tombstones too
 * @param heap bytes that are in use after a collection
 * @param threads platform threads
 * @param files open files and sockets
 */
record Vitals(long stored, long backlog, long sandboxes, long heap, long threads, long files) {

  /** Those of this process. */
  static Vitals of(Daemon daemon) {
    var store = daemon.engine().around().store();
    var stored = store.read(tx -> tx.events().lastSeq());
    var sandboxes = daemon.engine().inventory().all().count();
    System.gc();
    return new Vitals(
        stored,
        daemon.engine().unwritten(),
        sandboxes,
        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
        ManagementFactory.getThreadMXBean().getThreadCount(),
        openFiles());
  }

  String line() {
    return "%d %d %d %d %d %d".formatted(stored, backlog, sandboxes, heap, threads, files);
  }

  /** What {@link #line} wrote. */
  static Vitals parse(String line) {
    var fields = line.split(" ", -1);
    return new Vitals(
        Long.parseLong(fields[0]),
        Long.parseLong(fields[1]),
        Long.parseLong(fields[2]),
        Long.parseLong(fields[3]),
        Long.parseLong(fields[4]),
        Long.parseLong(fields[5]));
  }

  private static long openFiles() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getOpenFileDescriptorCount()
        : -1;
  }
}
