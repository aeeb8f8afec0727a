package io.github.e2breconciler.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One target's search, in {@code target/fuzz/NAME}: what it reached is kept there as a corpus to go
 * on from next time, beside its log and what it found.
 */
record Search(Targets target, Duration length) {

  private static final Pattern EXECUTED = Pattern.compile("number_of_executed_units: (\\d+)");

  /** What calls a file of any name a finding: files of secrets have the names that users give. */
  private static final String FILES_BY_NAME =
      "com.code_intelligence.jazzer.sanitizers.FilePathTraversal";

  /** Lines of the log that a finding is shown with. */
  private static final int SHOWN = 40;

  /**
   * What came of it.
   *
   * @param text for people
   */
  record Result(boolean found, String text) {
    @Override
    public String toString() {
      return text;
    }
  }

  /** Runs it to its end. */
  Result run() throws IOException, InterruptedException {
    var folder = Path.of("target", "fuzz", target.label());
    Files.createDirectories(folder.resolve("corpus"));
    var log = folder.resolve("log.txt");
    var process =
        new ProcessBuilder(command(folder))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    var failed = process.waitFor() != 0;
    return result(failed, Files.readString(log, UTF_8), folder);
  }

  private List<String> command(Path folder) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+EnableDynamicAgentLoading",
            "-XX:+UseSerialGC",
            "-Xmx1g",
            "-Xss4m",
            "-cp",
            System.getProperty("java.class.path"),
            "com.code_intelligence.jazzer.Jazzer",
            "--target_class=" + Harness.class.getName(),
            "--target_args=" + target.name(),
            "--instrumentation_includes=io.github.e2breconciler.**",
            "--custom_hook_includes=io.github.e2breconciler.**",
            "--disabled_hooks=" + FILES_BY_NAME,
            "--reproducer_path=" + folder,
            "-artifact_prefix=" + folder + File.separator,
            "-max_total_time=" + Math.max(1, length.toSeconds()),
            "-timeout=300",
            "-rss_limit_mb=2048",
            "-print_final_stats=1",
            folder.resolve("corpus").toString()));
    for (var kept : List.of("seeds", "found")) {
      if (Files.isDirectory(target.inputs().resolve(kept))) {
        command.add(target.inputs().resolve(kept).toString());
      }
    }
    return command;
  }

  private Result result(boolean failed, String log, Path folder) {
    var executed = EXECUTED.matcher(log);
    var count = executed.find() ? executed.group(1) : "unknown";
    var text = target.label() + ": inputs=" + count + " in " + length.toSeconds() + " s";
    if (!failed) {
      return new Result(false, text + ", nothing found");
    }
    var lines = log.lines().toList();
    var from = Math.max(0, first(lines) - 1);
    var shown = lines.subList(from, Math.min(lines.size(), from + SHOWN));
    return new Result(
        true,
        text
            + ", something FOUND; log and input are in "
            + folder
            + ". Mend it, and keep the input in "
            + target.inputs().resolve("found")
            + "\n"
            + String.join("\n", shown));
  }

  private static int first(List<String> log) {
    for (var i = 0; i < log.size(); i++) {
      if (log.get(i).startsWith("== Java Exception") || log.get(i).startsWith("== libFuzzer")) {
        return i;
      }
    }
    return Math.max(0, log.size() - SHOWN);
  }
}
