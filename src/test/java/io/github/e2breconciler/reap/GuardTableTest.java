package io.github.e2breconciler.reap;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.testing.ReapWorld;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of guards and tests in the design note of the package says what is there. */
final class GuardTableTest {

  private static final Path NOTE =
      Path.of("src/main/java/io/github/e2breconciler/reap/package-info.java");
  private static final Pattern ROW =
      Pattern.compile("^ \\* ([a-z-]+) +(\\w+Test(?:\\.\\w+)?) (\\w+)$", Pattern.MULTILINE);

  /** One line of the table. */
  record Row(String guard, String testClass, String method) {}

  static List<Row> rows() throws IOException {
    return ROW.matcher(Files.readString(NOTE))
        .results()
        .map(found -> new Row(found.group(1), found.group(2), found.group(3)))
        .toList();
  }

  @Test
  void listsEveryGuardInTheOrderInWhichTheyAreAsked() throws IOException {
    var world = new ReapWorld().condemned();
    var explanation = world.reaper().explain(ReapWorld.KEY, world.standing());

    assertThat(explanation).isNotNull();
    assertThat(rows())
        .extracting(Row::guard)
        .containsExactlyElementsOf(explanation.guards().stream().map(Objection::guard).toList());
  }

  @ParameterizedTest
  @MethodSource("rows")
  void namesATestThatIsThere(Row row) throws ClassNotFoundException {
    var test = Class.forName(getClass().getPackageName() + "." + row.testClass().replace('.', '$'));

    assertThat(test.getDeclaredMethods())
        .filteredOn(method -> method.getName().equals(row.method()))
        .singleElement()
        .satisfies(method ->
            assertThat(annotations(method.getAnnotations()))
                .containsAnyOf("Test", "ParameterizedTest"));
  }

  private static Stream<String> annotations(Annotation[] annotations) {
    return Arrays.stream(annotations).map(each -> each.annotationType().getSimpleName());
  }
}
