package io.github.e2breconciler.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static java.util.stream.Collectors.joining;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.Stream;

/**
 * A process and what it says, both of its streams in one. Whatever is awaited has half a minute.
 *
 * <p>Its environment is ours without any setting of the program. Only one thread awaits.
 */
public final class Child implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 120;
  private static final String END = "\0";

  private final Process process;
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<String> unseen = new LinkedBlockingQueue<>();
  private final Thread reader;

  private Child(Process process) {
    this.process = process;
    this.reader = Thread.ofVirtual().name("output of " + process.pid()).start(this::read);
  }

  /** Starts a command in a folder; {@code environment} is put on top of ours. */
  public static Child start(Path folder, Map<String, String> environment, List<String> command)
      throws IOException {
    var builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().keySet().removeIf(it -> it.startsWith("E2B_"));
    builder.environment().putAll(environment);
    return new Child(builder.start());
  }

  /** Starts this build's program with its arguments. */
  public static Child program(Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    return main("io.github.e2breconciler.Main", folder, environment, arguments);
  }

  /** Starts another main class of this build, or of its tests. */
  public static Child main(
      String mainClass, Path folder, Map<String, String> environment, String... arguments)
      throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC"));
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-cp", classPath()));
    command.add(mainClass);
    command.addAll(List.of(arguments));
    return start(folder, environment, command);
  }

  /** Ours, for a process that works in another folder. */
  private static String classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(part -> Path.of(part).toAbsolutePath().toString())
        .collect(joining(File.pathSeparator));
  }

  /** The next line with any of {@code parts} in it; what comes before is passed over for good. */
  public String awaitLine(String... parts) throws InterruptedException {
    var deadline = System.nanoTime() + SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      var line = unseen.poll(deadline - System.nanoTime(), NANOSECONDS);
      if (line == null || line.equals(END)) {
        throw new AssertionError("no line with any of " + List.of(parts) + " in\n" + output());
      }
      if (Stream.of(parts).anyMatch(line::contains)) {
        return line;
      }
    }
  }

  /** What it ends with by itself. */
  public int exitCode() throws InterruptedException {
    if (!process.waitFor(PATIENCE_SECONDS, SECONDS)) {
      throw new AssertionError("still running:\n" + output());
    }
    reader.join();
    return process.exitValue();
  }

  /** All that it said so far; everything once it has ended and its exit code was asked for. */
  public String output() {
    return String.join("\n", lines);
  }

  public long pid() {
    return process.pid();
  }

  /** Asks it to end: SIGTERM. */
  public void terminate() {
    process.toHandle().destroy(); // the process's own destroy() also stops listening to it
  }

  /** Ends it with SIGKILL, in whatever it is doing, and waits until it is gone. */
  public void kill() throws InterruptedException {
    process.toHandle().destroyForcibly();
    exitCode();
  }

  @Override
  public void close() {
    process.toHandle().destroyForcibly();
    process.onExit().join();
  }

  private void read() {
    try (var in = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        lines.add(line);
        unseen.add(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      unseen.add(END);
    }
  }
}
