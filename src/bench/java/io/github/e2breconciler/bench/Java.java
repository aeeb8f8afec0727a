package io.github.e2breconciler.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Benches in processes of their own. */
final class Java {

  private Java() {}

  /** Starts one on this class path; what it prints goes to {@code out}, its errors to us. */
  static Process start(List<String> options, Path out, String... arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of( // as the program has them
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-Xmn16m",
            "-XX:MaxTenuringThreshold=1",
            "-Djdk.virtualThreadScheduler.parallelism=" + carriers()));
    command.addAll(options);
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Bench.class.getName()));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectOutput(out.toFile()).start();
  }

  private static int carriers() {
    return Runtime.getRuntime().availableProcessors() + 4;
  }
}
