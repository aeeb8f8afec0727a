package io.github.e2breconciler.bench;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;

/** Every bench for a moment: too short to say anything, long enough to see that it still runs. */
@Command(
    name = "smoke",
    mixinStandardHelpOptions = true,
    description = "Each bench for a moment, judging no ratio: whether they still run.")
final class SmokeCommand implements Callable<Integer> {

  private static final List<String> FORMS =
      List.of(
          "ingest --rounds 1 --requests 500 --repeats 500 --connections 8 --no-judge",
          "sustained --for 3s --requests 500 --connections 8 --no-judge",
          "memory --sandboxes 20000",
          "start --rounds 1 --sandboxes 20 --idle 1s",
          "jmh --forks 0 --iterations 1 --time 50ms");

  @Override
  public Integer call() {
    for (var form : FORMS) {
      var result = Bench.program().execute(form.split(" ", -1));
      if (result != ExitCode.OK) {
        return result;
      }
    }
    return ExitCode.OK;
  }
}
