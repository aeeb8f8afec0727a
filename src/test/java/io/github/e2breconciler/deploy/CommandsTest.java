package io.github.e2breconciler.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class CommandsTest {

  /** Of an address without a host: some versions of curl take it for this machine, most refuse. */
  private static final Pattern NO_HOST = Pattern.compile("curl [^|\\n]*[ ']:\\d{4}/");

  /** From the top of the repository, where no file of compose lies. */
  private static final Pattern NO_COMPOSE_FILE =
      Pattern.compile("docker compose (?!-f deploy/compose/compose\\.yaml )");

  private static final List<Path> PAGES =
      Stream.of(List.of(Path.of("README.md")), Deploy.files("runbooks", ".md"))
          .flatMap(List::stream)
          .toList();

  @Test
  void nameTheMachineThatTheyAsk() {
    assertThat(PAGES)
        .allSatisfy(page -> assertThat(Deploy.text(page)).doesNotContainPattern(NO_HOST));
  }

  @Test
  void nameTheFileOfCompose() {
    assertThat(PAGES)
        .allSatisfy(page -> assertThat(Deploy.text(page)).doesNotContainPattern(NO_COMPOSE_FILE));
  }
}
