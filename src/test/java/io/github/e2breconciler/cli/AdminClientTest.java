package io.github.e2breconciler.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AdminClientTest {

  @ParameterizedTest
  @CsvSource({
    "http://127.0.0.1:9090, http://127.0.0.1:9090/reconcile",
    "http://127.0.0.1:9090/, http://127.0.0.1:9090/reconcile",
    "https://ops.example.org/e2b, https://ops.example.org/e2b/reconcile",
    "https://ops.example.org/e2b/, https://ops.example.org/e2b/reconcile",
  })
  void asksBehindAPathOfItsOwn(String admin, String asked) {
    try (var client = new AdminClient(URI.create(admin), null)) {
      assertThat(client.at("/reconcile")).isEqualTo(URI.create(asked));
    }
  }
}
