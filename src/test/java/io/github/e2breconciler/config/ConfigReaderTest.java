package io.github.e2breconciler.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConfigReaderTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir private Path folder;

  @Test
  void readsEveryType() {
    var in =
        of(
            """
            text: hello
            texts: [b, a]
            one: alone
            duration: 90s
            count: 7
            percent: 30%
            flag: true
            uri: https://example.org/hook
            choice: two
            choices: [two, one]
            section: { inner: { deep: x } }
            list: [{ name: first }, { name: second }]
            """);

    assertThat(in.text("text", "")).isEqualTo("hello");
    assertThat(in.texts("texts", List.of())).containsExactly("b", "a");
    assertThat(in.texts("one", List.of())).containsExactly("alone");
    assertThat(in.duration("duration", SECOND, SECOND, HOUR)).isEqualTo(Duration.ofSeconds(90));
    assertThat(in.count("count", 0, 0, 10)).isEqualTo(7);
    assertThat(in.percent("percent", 0, 0, 100)).isEqualTo(30);
    assertThat(in.flag("flag", false)).isTrue();
    assertThat(in.uri("uri")).isEqualTo(URI.create("https://example.org/hook"));
    assertThat(in.choice("choice", "one", List.of("one", "two"), word -> word)).isEqualTo("two");
    assertThat(in.choices("choices", List.of(), List.of("one", "two"), word -> word))
        .containsExactly("two", "one");
    assertThat(in.section("section").section("inner").text("deep")).isEqualTo("x");
    assertThat(in.sections("list", 0).stream().map(each -> each.text("name", "")))
        .containsExactly("first", "second");
    assertThatCode(in::finish).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing", "text:\ntexts:\nsection:\nlist:\nmap: ~", "---"})
  void givesTheFallbackForWhatIsAbsentOrEmpty(String yaml) {
    var in = of(yaml);

    assertThat(in.text("text")).isNull();
    assertThat(in.text("text", "x")).isEqualTo("x");
    assertThat(in.texts("texts", List.of("x"))).containsExactly("x");
    assertThat(in.section("section").count("count", 3, 0, 9)).isEqualTo(3);
    assertThat(in.sections("list", 0)).isEmpty();
    assertThat(in.sections("list", 1)).hasSize(1);
    assertThat(in.metadata("map", Map.of("a", "b"))).containsExactly(Map.entry("a", "b"));
    assertThatCode(in::finish).doesNotThrowAnyException();
  }

  @Test
  void keepsMetadataAsWritten() {
    var in =
        of(
            """
            metadata:
              build: 007
              keep: yes
              on: 2026-01-01
              app.kubernetes.io/name: 1_000
              ratio: 1e3
            """);

    assertThat(in.metadata("metadata", Map.of()))
        .containsExactly(
            Map.entry("build", "007"),
            Map.entry("keep", "yes"),
            Map.entry("on", "2026-01-01"),
            Map.entry("app.kubernetes.io/name", "1_000"),
            Map.entry("ratio", "1e3"));
  }

  @Test
  void tellsEveryMistakeWithItsLine() {
    var in =
        of(
            """
            count: 11
            duration: 5x
            percent: 30
            flag: yes
            uri: ftp://example.org
            choice: tow
            section: 3
            list: [text]
            map: { a: [b] }
            texts: { a: b }
            """);

    in.count("count", 0, 0, 10);
    in.duration("duration", SECOND, SECOND, HOUR);
    in.percent("percent", 0, 0, 100);
    in.flag("flag", false);
    in.uri("uri");
    in.choice("choice", "one", List.of("one", "two"), word -> word);
    in.section("section").text("x");
    in.sections("list", 0);
    in.metadata("map", Map.of());
    in.texts("texts", List.of());

    assertThat(problems(in))
        .containsExactly(
            "count is 11, more than 10 (line 1)",
            "duration is not a duration: 5x (say 500ms, 30s, 5m, 2h, 1d or PT1H30M) (line 2)",
            "percent is not a whole number of percent: 30 (say 30%) (line 3)",
            "flag is neither true nor false: yes (line 4)",
            "uri is not an http or https URL: ftp://example.org (line 5)",
            "choice is tow, not one of one, two; did you mean two? (line 6)",
            "section is not a map (line 7)",
            "list[0] is not a map (line 8)",
            "map has no text for a (line 9)",
            "texts is not a list (line 10)");
  }

  @ParameterizedTest
  @CsvSource({"1s, true", "1h, true", "999ms, false", "3601s, false", "PT0.999999999S, false"})
  void keepsDurationsWithinTheirLimits(String text, boolean good) {
    var in = of("d: " + text);

    in.duration("d", SECOND, SECOND, HOUR);

    assertThat(in.mistakes() == 0).isEqualTo(good);
  }

  @ParameterizedTest
  @CsvSource({"0, true", "10, true", "-1, false", "11, false", "1.5, false", "1e1, false"})
  void keepsCountsWithinTheirLimits(String text, boolean good) {
    var in = of("n: " + text);

    in.count("n", 5, 0, 10);

    assertThat(in.mistakes() == 0).isEqualTo(good);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/path", "http:", "https://a:b@host", "https://host?k=v", "http://a b"})
  void refusesUrlsThatAreNotPlain(String text) {
    var in = of("u: '" + text + "'");

    in.uri("u");

    assertThat(problems(in)).hasSize(1).allMatch(problem -> !problem.contains("a:b"));
  }

  /** Whoever called it would fail only then, and not say that it is the configuration. */
  @ParameterizedTest
  @CsvSource({"0, false", "1, true", "65535, true", "65536, false", "99999, false"})
  void keepsThePortsOfUrlsWithinTheirLimits(String port, boolean good) {
    var in = of("u: http://host:" + port + "/path");

    in.uri("u");

    assertThat(in.mistakes() == 0).isEqualTo(good);
  }

  @Test
  void suggestsTheNearestKeyAndKeepsTheValueToItself() {
    var in = of("admin: { tokn-file: hunter2 }\nzzzzzz: hunter2");

    in.section("admin").text("token-file");

    assertThat(problems(in))
        .containsExactly(
            "zzzzzz is not a setting (line 2)",
            "admin.tokn-file is not a setting; did you mean token-file? (line 1)");
  }

  @Test
  void refusesTheSecondOfTwoEqualKeys() {
    var in = of("mode: kill\na: { b: 1, b: 2 }\nmode: observe");

    assertThat(in.text("mode")).isEqualTo("kill");
    in.section("a").text("b");

    assertThat(problems(in))
        .containsExactly("a.b is there twice (line 2)", "mode is there twice (line 3)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: [1", "a: b: c", "\tkey: 1", "a: *nobody", "--- 1\n--- 2"})
  void tellsThatTheFileIsNotYaml(String yaml) {
    assertThat(catchThrowableOfType(ConfigException.class, () -> of(yaml)).problems())
        .singleElement()
        .asString()
        .startsWith("the file is not YAML")
        .contains("(line ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"just text", "[a, b]", "3"})
  void refusesAFileThatIsNoMap(String yaml) {
    assertThat(problems(of(yaml))).containsExactly("the file is not a map of settings (line 1)");
  }

  @Test
  void endsAnAliasToItself() {
    assertThat(problems(of("a: &a { b: *a }"))).anyMatch(problem -> problem.contains("too deeply"));
  }

  @Test
  void tellsThatAFileCannotBeRead() {
    var absent = folder.resolve("absent.yaml");

    assertThatThrownBy(() -> ConfigReader.open(absent, Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(absent + " cannot be read: there is no such file");
    assertThatThrownBy(() -> ConfigReader.open(folder, Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessage(folder + " cannot be read: it is a folder");
  }

  @Test
  void letsTheEnvironmentStandForAKeyAndNamesItInMistakes() {
    var in = ConfigReader.parse("port: 1", Map.of("PORT", "x"));
    in.override("port", "PORT");
    in.override("other", "UNSET");

    assertThat(in.has("port")).isTrue();
    assertThat(in.has("other")).isFalse();
    in.count("port", 1, 0, 9);

    assertThat(problems(in)).containsExactly("PORT is not a whole number: x");
  }

  @Test
  void namesTheKeysThatWereAskedForWithoutPositions() {
    var in = of("list: [{}, {}]");

    in.sections("list", 0).forEach(each -> each.text("name"));

    assertThat(in.asked()).containsExactly("list", "list.name");
  }

  private static ConfigReader of(String yaml) {
    return ConfigReader.parse(yaml, Map.of());
  }

  private static List<String> problems(ConfigReader in) {
    return catchThrowableOfType(ConfigException.class, in::finish).problems();
  }
}
