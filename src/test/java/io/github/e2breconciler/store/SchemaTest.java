package io.github.e2breconciler.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatList;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stores of other versions. {@code version-1.sql} is one as the first version left it, with a row
 * of each kind; it is never changed, and neither is any script that was ever released.
 */
final class SchemaTest {

  private static final String[] OURS = {"db/migration"};
  private static final String[] NEXT = {"db/migration", "store/next"};

  @TempDir private Path folder;

  private final InstantSource later = InstantSource.fixed(Instant.parse("2026-06-01T00:00:00Z"));
  private StoreSettings settings;
  private Database database;

  @SuppressWarnings("NullAway.Init") // set before each test
  SchemaTest() {}

  @BeforeEach
  void unpack() throws Exception {
    settings = new StoreSettings("jdbc:sqlite:" + folder.resolve("store.db"));
    database = Database.of(settings);
    try (var connection = DriverManager.getConnection(settings.url());
        var statement = connection.createStatement()) {
      statement.executeUpdate(script());
    }
  }

  @Test
  void takesUpEverythingThatTheFirstVersionLeft() {
    try (var store = open()) {
      assertThat(store.lost()).isNull();
      assertThat(store.events().known("default", List.of("e1", "e2"))).containsOnly("e2");
      assertThat(store.events().append(Fixtures.event("new", "i1", 1)).seq()).isEqualTo(3);
      store.readVoid(SchemaTest::assertRows);
    }
    Schema.verify(database, OURS); // and is now as new as we are
  }

  @Test
  void migratesToTheNextVersionAndKeepsTheData() throws Exception {
    open().close();

    assertThatThrownBy(() -> Schema.verify(database, NEXT))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("older version")
        .hasMessageContaining("start the daemon once");

    Schema.migrate(database, NEXT);

    Schema.verify(database, NEXT);
    assertThatList(column("select subject || ' ' || note from lease")).containsExactly("i1 none");
    assertThatThrownBy(this::open)
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("newer version")
        .hasMessageContaining("9000");
  }

  private static void assertRows(Tx tx) {
    var mirror = new ArrayList<MirrorRow>();
    tx.mirror().all(mirror::add);

    assertThat(tx.leases().find("sandbox", "default", "i1"))
        .extracting(LeaseRow::holder)
        .isEqualTo("worker");
    assertThat(tx.freezes().all()).extracting(FreezeRow::reason).containsExactly("too many");
    assertThat(tx.snoozes().all()).extracting(SnoozeRow::reason).containsExactly("debugging");
    assertThat(tx.cases().open()).extracting(CaseRow::policy).containsExactly("old");
    assertThat(tx.intents().open()).extracting(IntentRow::caseId).containsExactly("c1");
    assertThat(tx.audit().ofSandbox("default", "i1", 9)).hasSize(1);
    assertThat(tx.drifts().open()).extracting(DriftRow::kind).containsExactly("zombie");
    assertThat(tx.passes().recent(9, null)).extracting(PassRow::status).containsExactly("done");
    assertThat(tx.pins().find("default")).extracting(PinRow::team).isEqualTo("team");
    assertThat(tx.meta().get(MetaTable.CREATED_AT)).isEqualTo("1767225600000");
    assertThat(mirror).extracting(MirrorRow::sandbox).containsExactly("i1");
    assertThat(tx.events().of("default", "i1", 9))
        .extracting(StoredEvent::seq)
        .containsExactly(2L, 1L);
  }

  private List<String> column(String sql) throws Exception {
    try (var connection = DriverManager.getConnection(settings.url());
        var statement = connection.createStatement();
        var result = statement.executeQuery(sql)) {
      var values = new ArrayList<String>();
      while (result.next()) {
        values.add(result.getString(1));
      }
      return values;
    }
  }

  private Store open() {
    return Store.open(settings, later, new SimpleMeterRegistry());
  }

  private static String script() throws IOException {
    try (var in = SchemaTest.class.getResourceAsStream("/store/version-1.sql")) {
      if (in == null) {
        throw new IOException("the store of the first version is not there");
      }
      return new String(in.readAllBytes(), UTF_8);
    }
  }
}
