package io.github.e2breconciler.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.regex.Pattern;

/** The process of {@link TargetsCommand}, from outside. It ends with ours. */
final class Subject implements AutoCloseable {

  private static final Pattern PORTS = Pattern.compile("\\d+( \\d+){3}");

  /** Asks how many beliefs the store does not hold as they are. */
  static final String BACKLOG = "backlog";

  private static final Pattern NUMBER = Pattern.compile("\\d+");
  private static final Pattern VITALS = Pattern.compile("\\d+( -?\\d+){5}");

  private final Path folder;
  private final Process process;
  private final BufferedReader answers;
  private final Map<Target, Integer> ports = new EnumMap<>(Target.class);

  /** Starts it, its store in a new folder under {@code parent}. */
  Subject(Path parent, List<String> options) throws IOException {
    Files.createDirectories(parent);
    folder = Files.createTempDirectory(parent, "bench");
    process = Java.start(options, folder.resolve("log"), "targets", folder.toString());
    answers = process.errorReader(UTF_8);
    var told = answer(PORTS).split(" ", -1);
    var targets = List.of(Target.values());
    for (var i = 0; i < targets.size(); i++) {
      ports.put(targets.get(i), Integer.parseInt(told[i]));
    }
  }

  Load load(Target target, int connections) throws IOException {
    return new Load(ports.getOrDefault(target, 0), connections);
  }

  Vitals vitals() {
    return Vitals.parse(ask("vitals", VITALS));
  }

  private String ask(String question, Pattern form) {
    try {
      var questions = process.getOutputStream();
      questions.write((question + '\n').getBytes(UTF_8));
      questions.flush();
      return answer(form);
    } catch (IOException e) {
      throw new UncheckedIOException("the measured process ended; its log: " + folder, e);
    }
  }

  /** Its vitals once it has done everything that it does behind its answers. */
  Vitals settled() throws InterruptedException {
    var never = new Semaphore(0);
    while (Long.parseLong(ask(BACKLOG, NUMBER)) > 0 && !never.tryAcquire(100, MILLISECONDS)) {
      // looks again; without a collection each time, which would be in the way of the rest
    }
    return vitals();
  }

  private String answer(Pattern form) throws IOException {
    var others = new ArrayList<String>();
    for (var line = answers.readLine(); line != null; line = answers.readLine()) {
      if (form.matcher(line).matches()) {
        return line;
      }
      others.add(line);
    }
    throw new IOException("no answer but " + others);
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    process.onExit().join();
    Folders.delete(folder);
  }
}
