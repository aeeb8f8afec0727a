package io.github.e2breconciler.config;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets as {@link ConfigReader} reads them, and as it keeps them to itself. */
final class SecretsTest {

  @TempDir private Path folder;

  @Test
  void readsASecretWithoutItsTrailingNewline() throws IOException {
    assertThat(secret("s3cret\n")).isEqualTo(Secret.of("s3cret"));
    assertThat(secret("s3cret\r\n")).isEqualTo(Secret.of("s3cret"));
    assertThat(secret("š ifra")).isEqualTo(Secret.of("š ifra"));
  }

  @Test
  void prefersTheEnvironmentsSecret() throws IOException {
    var file = Files.writeString(folder.resolve("secret"), "from file");
    var in = ConfigReader.parse("s: " + file + "\nm: " + file, Map.of("S", "one", "M", "one, two"));

    assertThat(in.secret("s", "S")).isEqualTo(Secret.of("one"));
    assertThat(in.secrets("m", "M")).containsExactly(Secret.of("one"), Secret.of("two"));
    assertThat(in.secret("absent", "ABSENT")).isNull();
    assertThat(in.secrets("absent", null)).isEmpty();
  }

  @Test
  void neverTellsASecretInAMistake() throws IOException {
    var two = Files.writeString(folder.resolve("two-lines"), "hunter2\nhunter3\n");
    var empty = Files.writeString(folder.resolve("empty"), "\n");
    var latin = Files.write(folder.resolve("latin"), "hunter2\u00e9".getBytes(ISO_8859_1));
    var absent = folder.resolve("absent");
    var in =
        ConfigReader.parse(
            "a: %s\nb: %s\nc: %s\nd: %s\n".formatted(two, empty, latin, absent),
            Map.of("EMPTY", "", "LINES", "hunter2\nhunter3", "SEVERAL", "hunter2,"));

    in.secret("a", null);
    in.secret("b", null);
    in.secret("c", null);
    in.secret("d", null);
    in.secret("e", "EMPTY");
    in.secret("f", "LINES");
    in.secrets("g", "SEVERAL");

    assertThat(problems(in))
        .containsExactly(
            "a is "
                + two
                + ", whose content is a secret with a control character or a second line (line 1)",
            "b is " + empty + ", whose content is empty (line 2)",
            "c is " + latin + ", which cannot be read: it is not UTF-8 (line 3)",
            "d is " + absent + ", which cannot be read: there is no such file (line 4)",
            "EMPTY is empty",
            "LINES is a secret with a control character or a second line",
            "SEVERAL is empty")
        .allMatch(problem -> !problem.contains("hunter"));
  }

  @Test
  void doesNotRepeatASecretThatStandsWhereItsFileShouldBeNamed() {
    var in =
        ConfigReader.parse("a: hunter2\nb: [/hunter3, hunter4/5, \"hunter\\0six\"]\n", Map.of());

    in.secret("a", null);
    in.secrets("b", null);

    assertThat(problems(in))
        .hasSize(2)
        .allMatch(problem -> problem.contains("name the file, not the secret"))
        .noneMatch(problem -> problem.contains("hunter"));
  }

  @Test
  void remembersWhatHoldsWithSecretsMasked() {
    var in = ConfigReader.parse("a: { n: 3 }", Map.of("TOKEN", "hunter2"));

    in.section("a").count("n", 1, 0, 9);
    in.section("a").duration("d", Duration.ofMinutes(2), Duration.ZERO, Duration.ofHours(1));
    in.secret("token", "TOKEN");
    in.text("url", "jdbc:postgresql://me:hunter2@host/x?user=me&password=hunter2&ssl=true");

    assertThat(in.effective())
        .containsExactly(
            "a.n=3",
            "a.d=2m",
            "token=***",
            "url=jdbc:postgresql://***@host/x?user=me&password=***&ssl=true");
  }

  /** The driver ends a password at the next parameter alone. */
  @ParameterizedTest
  @ValueSource(strings = {"hun;ter2", "hun ter2", "hun?ter2", "hun,ter2"})
  void masksAPasswordToItsEnd(String password) {
    var in = of("url: 'jdbc:postgresql://host/x?password=%s&ssl=true'".formatted(password));
    in.text("url", "");

    assertThat(in.effective())
        .containsExactly("url=jdbc:postgresql://host/x?password=***&ssl=true");
  }

  private Secret secret(String content) throws IOException {
    var file = Files.writeString(folder.resolve("secret"), content);
    var secret = of("file: " + file).secret("file", null);
    assertThat(secret).isNotNull();
    return secret;
  }

  private static ConfigReader of(String yaml) {
    return ConfigReader.parse(yaml, Map.of());
  }

  private static List<String> problems(ConfigReader in) {
    return catchThrowableOfType(ConfigException.class, in::finish).problems();
  }
}
