package io.github.e2breconciler.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class EventJsonTest {

  private final WorldFixture e2b = new WorldFixture();

  @Test
  void sortsMetadataAsGoSortsMaps() {
    var metadata = Map.of("e", "5", "b", "2", "d", "4", "a", "1", "c", "3");
    var sandbox = e2b.create(WorldFixture.spec().withMetadata(metadata));

    var sorted = "{\"a\":\"1\",\"b\":\"2\",\"c\":\"3\",\"d\":\"4\",\"e\":\"5\"}";
    assertThat(EventJson.webhook(e2b.lastEvent()).at("/event_data/sandbox_metadata").toString())
        .isEqualTo(sorted);
    assertThat(EventJson.feed(e2b.lastEvent()).at("/eventData/sandbox_metadata").toString())
        .isEqualTo(sorted);
    assertThat(SandboxJson.detail(sandbox).get("metadata").toString()).isEqualTo(sorted);
  }
}
