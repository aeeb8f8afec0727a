package io.github.e2breconciler.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What sandboxes take in memory, in a process of its own whose heap has a bound. */
@Command(
    name = "memory",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    description = "Memory: bytes of heap a live sandbox, as it runs and after a restart.")
final class MemoryCommand implements Callable<Integer> {

  @Option(names = "--sandboxes", defaultValue = "1000000")
  private int sandboxes;

  @Option(names = "--heap", defaultValue = "1g", description = "What they have to fit in.")
  private String heap;

  @Option(names = "--restart", description = "By a store too, and back from it; takes far longer.")
  private boolean restart;

  @Option(names = "--folder", defaultValue = "target", description = "Where the store lies.")
  private Path folder;

  @Option(names = "--jvm", description = "Options of the measured process.")
  private List<String> options = List.of();

  @Spec private CommandSpec spec;

  @SuppressWarnings("NullAway.Init") // picocli sets the fields
  MemoryCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    Files.createDirectories(folder);
    var store = Files.createTempDirectory(folder, "memory");
    var all = new ArrayList<>(List.of("-Xmx" + heap, "-XX:+ExitOnOutOfMemoryError"));
    all.addAll(options);
    var log = store.resolve("log");
    var process =
        Java.start(
            all,
            log,
            "memory-subject",
            Integer.toString(sandboxes),
            Boolean.toString(restart),
            store.toString());
    process.getErrorStream().transferTo(System.err);
    var fits = process.waitFor() == 0;
    out().printf("%d sandboxes in a heap of %s: %s%n", sandboxes, heap, fits ? "PASS" : "FAIL");
    out().flush();
    Folders.delete(store);
    return fits ? 0 : 1;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
