package io.github.e2breconciler.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class StoreLockTest {

  @TempDir private Path folder;

  @Test
  void holdsUntilItIsGivenUp() {
    var lock = StoreLock.take(folder.resolve("store.db"));

    assertThat(lock.lost()).isNull();

    lock.close();
    assertThat(lock.lost()).contains("given up");
  }

  @Test
  void isLostWhereItsFileIsGone() throws IOException {
    try (var lock = StoreLock.take(folder.resolve("store.db"))) {
      Files.delete(folder.resolve("store.db.lock"));

      assertThat(lock.lost()).contains("is gone");
    }
  }

  @Test
  void isLostWhereItsFileWasReplaced() throws IOException {
    try (var lock = StoreLock.take(folder.resolve("store.db"))) {
      var other = Files.createFile(folder.resolve("other"));
      Files.move(other, folder.resolve("store.db.lock"), StandardCopyOption.REPLACE_EXISTING);

      assertThat(lock.lost()).contains("was replaced");
    }
  }
}
