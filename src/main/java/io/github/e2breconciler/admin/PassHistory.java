package io.github.e2breconciler.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.e2breconciler.http.Json;
import io.github.e2breconciler.reconcile.Passes;
import io.github.e2breconciler.reconcile.ReportCodec;
import io.github.e2breconciler.store.PassRow;
import io.github.e2breconciler.store.Store;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The reports of this process's passes, and behind them those that only the store remembers. */
record PassHistory(Passes passes, Store store) {

  /** A report ready to be written as JSON. */
  private record Told(String id, Object report) {
    static Told of(PassRow row) {
      return new Told(row.id(), Json.read(row.report().getBytes(UTF_8), Map.class));
    }
  }

  /** The report of a pass, ready to be written as JSON, or null if there is no such pass. */
  @Nullable Object find(String id) {
    var report = passes.find(id);
    if (report != null) {
      return ReportCodec.encode(report);
    }
    var row = store.read(tx -> tx.passes().find(id));
    return row == null ? null : Told.of(row).report();
  }

  /** Reports, newest first. */
  Paging.Page<Object> page(Paging asked) {
    var held =
        passes.recent().stream()
            .map(report -> new Told(report.pass(), ReportCodec.encode(report)))
            .toList();
    var page = asked.newestFirst(held, this::stored, Told::id);
    return new Paging.Page<>(page.items().stream().map(Told::report).toList(), page.next());
  }

  private List<Told> stored(@Nullable String after, int limit) {
    return store.read(tx -> tx.passes().recent(limit, after)).stream().map(Told::of).toList();
  }
}
