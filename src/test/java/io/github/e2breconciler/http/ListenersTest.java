package io.github.e2breconciler.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ListenersTest {

  @ParameterizedTest
  @CsvSource({
    "307, 1000000, 2000", // 60 % of 512 MiB
    "1600, 1000000, 4096",
    "16000, 1000000, 8000",
    "16000, 1024, 256"
  })
  void holdsAsManyConnectionsAsHeapAndFilesBear(long heapMib, long files, int connections) {
    assertThat(Listeners.maxConnections(heapMib << 20, files)).isEqualTo(connections);
  }
}
