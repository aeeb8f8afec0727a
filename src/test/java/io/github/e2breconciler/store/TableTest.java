package io.github.e2breconciler.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import org.assertj.core.api.ListAssert;
import org.assertj.core.api.ObjectAssert;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a table must do in every database. */
@ParameterizedClass
@EnumSource(TestDatabase.class)
abstract class TableTest {

  @Parameter
  @SuppressWarnings("NullAway.Init") // JUnit sets it before anything else
  private TestDatabase database;

  @TempDir private Path folder;

  Store store;

  @BeforeEach
  void open() {
    store =
        Store.open(
            database.settings(folder),
            InstantSource.fixed(Fixtures.BIRTH),
            new SimpleMeterRegistry());
  }

  @AfterEach
  void close() {
    store.close();
  }

  final <T> ObjectAssert<@Nullable T> assertValue(Function<Tx, @Nullable T> read) {
    return assertThat(store.<@Nullable T>read(read));
  }

  final <T> ListAssert<T> assertRows(Function<Tx, List<T>> read) {
    return assertThat(store.<List<T>>read(read));
  }

  final ObjectAssert<Integer> assertWritten(Function<Tx, Integer> write) {
    return new ObjectAssert<>(store.write(write));
  }
}
