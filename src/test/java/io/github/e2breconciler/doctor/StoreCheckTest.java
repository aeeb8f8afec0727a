package io.github.e2breconciler.doctor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.store.StoreSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreCheckTest {

  private static final int PAGE = 4096;

  @TempDir private Path folder;

  @Test
  void tellsOfAFileThatIsNoDatabaseOnOneLine() throws Exception {
    Files.writeString(file(), "this is not a database".repeat(100));

    assertDamaged();
  }

  @Test
  void tellsOfAFileWithSpoiltPagesOnOneLine() throws Exception {
    Store.open(settings(), InstantSource.system(), new SimpleMeterRegistry()).close();
    try (var file = new RandomAccessFile(file().toFile(), "rw")) {
      file.seek(PAGE);
      file.write(new byte[Math.toIntExact(file.length() - PAGE)]);
    }

    assertDamaged();
  }

  /** As one is that a first start made and did not come to fill, and each new database. */
  @Test
  void takesAnEmptyStoreForNoneYet() throws Exception {
    Files.createFile(file());

    var view = StoreView.take(settings(), List.of(), InstantSource.system());

    assertThat(view).isEqualTo(new StoreView.Absent());
    assertThat(new StoreCheck(settings(), view, () -> 0).look())
        .singleElement()
        .extracting(Finding::detail, STRING)
        .startsWith("none yet, will be " + file());
    assertThat(
            new StoreCheck(new StoreSettings("jdbc:postgresql://db/reconciler"), view, () -> 0)
                .look())
        .containsExactly(Finding.ok("store", "in PostgreSQL, none yet; as durable as that server"));
  }

  private void assertDamaged() {
    var view = StoreView.take(settings(), List.of(), InstantSource.system());

    var findings = new StoreCheck(settings(), view, () -> 0).look();

    assertThat(findings)
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.level()).isEqualTo(Finding.Level.FAIL);
          assertThat(finding.detail()).contains(file().toString()).doesNotContain("\n", "---");
          assertThat(finding.fix()).contains("store-lost");
        });
  }

  private StoreSettings settings() {
    return new StoreSettings("jdbc:sqlite:" + file());
  }

  private Path file() {
    return folder.resolve("store.db");
  }
}
