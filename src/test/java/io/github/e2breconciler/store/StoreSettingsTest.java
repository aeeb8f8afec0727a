package io.github.e2breconciler.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.github.e2breconciler.config.Reads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StoreSettingsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://user:s3cret@db/reconciler",
        "jdbc:postgresql://s3cret@db:5432/reconciler",
        "jdbc:postgresql://db:s3cret/reconciler",
      })
  void refusesWhatADriverWouldTakeForAPortAndTell(String url) {
    assertThat(Reads.problems("url: " + url, StoreSettings::read))
        .singleElement(STRING)
        .contains("?user=…&password=…")
        .doesNotContain("s3cret");
  }

  /** The driver tells the whole URL when it cannot read it, and so would the doctor and the log. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://db:99999/reconciler?user=me&password=s3cret",
        "jdbc:postgresql://db?user=me&password=s3cret",
        "jdbc:postgresql://db/reconciler?user=me&password=s3cret%",
        "jdbc:postgresql://db/reconciler?user=me&password=100%s3cret",
        "jdbc:postgresql://db/reconciler?service=none&password=s3cret",
      })
  void refusesWhatTheDriverCannotReadAndWouldTell(String url) {
    assertThat(Reads.problems("url: " + url, StoreSettings::read))
        .singleElement(STRING)
        .contains("the driver", "%25")
        .doesNotContain("s3cret");
  }

  @Test
  void isAFileBesideTheProgramByDefault() {
    assertThat(Reads.read("", StoreSettings::read))
        .isEqualTo(new StoreSettings("jdbc:sqlite:data/e2b-reconciler.db"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'jdbc:sqlite::memory:'",
        "jdbc:postgresql://db/reconciler",
        "jdbc:postgresql://one:5432,[::1]:5433/reconciler?user=me&password=p@ss",
        "jdbc:postgresql://db/?user=me&password=100%25",
      })
  void readsEveryKey(String url) {
    assertThat(Reads.read("url: " + url, StoreSettings::read))
        .isEqualTo(new StoreSettings(url.replace("'", "")));
  }

  /** The driver would open another file than the one that we lock, check and set aside. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:sqlite:file:data/store.db",
        "jdbc:sqlite:file:/data/store.db",
        "jdbc:sqlite:FILE:/data/store.db",
        "'jdbc:sqlite::memory:?cache=shared'",
        "'jdbc:sqlite::resource:store.db'",
        "jdbc:sqlite:data/store.db?locking_mode=EXCLUSIVE",
      })
  void refusesWhatSqliteTakesForMoreThanAPath(String url) {
    assertThat(Reads.problems("url: " + url, StoreSettings::read))
        .containsExactly(
            "url has more than a path behind jdbc:sqlite: such as file: or a ? (line 1)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdbc:h2:mem", "data.db", "'jdbc:sqlite:'", "''"})
  void refusesAnyOtherStore(String url) {
    assertThat(Reads.problems("url: " + url, StoreSettings::read))
        .containsExactly(
            "url is neither jdbc:sqlite:PATH nor jdbc:postgresql://HOST/NAME (line 1)");
  }
}
