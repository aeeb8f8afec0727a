package io.github.e2breconciler.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** The package's table of behaviours against the tests that it names. */
final class BehaviourTableTest {

  private static final Path PACKAGE =
      Path.of("src/main/java/io/github/e2breconciler/simulator/package-info.java");
  private static final Pattern ROW = Pattern.compile("<tr><td>([^<]+)<td>\\{@code (\\w+)#(\\w+)}");
  private static final int LEAST = 60;

  @Test
  void namesATestForEachOfManyBehaviours() throws Exception {
    var source = Files.readString(PACKAGE);
    Map<String, String> rows = new LinkedHashMap<>();
    ROW.matcher(source)
        .results()
        .forEach(row -> rows.put(row.group(1), row.group(2) + "#" + row.group(3)));

    assertThat(source.split("<tr>", -1)).hasSize(rows.size() + 1);
    assertThat(rows).hasSizeGreaterThanOrEqualTo(LEAST);
    assertThat(rows.values()).doesNotHaveDuplicates();
    for (var test : rows.values()) {
      assertThat(isTest(test)).as(test).isTrue();
    }
  }

  private static boolean isTest(String test) throws ClassNotFoundException {
    var name = test.split("#", 2);
    var type = Class.forName(BehaviourTableTest.class.getPackageName() + "." + name[0]);
    return Arrays.stream(type.getDeclaredMethods())
        .filter(method -> method.getName().equals(name[1]))
        .anyMatch(BehaviourTableTest::isTest);
  }

  private static boolean isTest(Method method) {
    return method.isAnnotationPresent(Test.class)
        || method.isAnnotationPresent(ParameterizedTest.class)
        || method.isAnnotationPresent(RepeatedTest.class);
  }
}
