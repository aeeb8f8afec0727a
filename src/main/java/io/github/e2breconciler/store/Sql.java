package io.github.e2breconciler.store;

import static java.util.stream.Collectors.joining;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Statements written after a row record: a column for each component, {@code startedAt} in {@code
 * started_at}.
 */
final class Sql {

  /** Rows that a stream holds in memory at a time; PostgreSQL would bring all of them at once. */
  static final int AT_ONCE = 1_000;

  private static final Pattern HUMP = Pattern.compile("(?=[A-Z])");

  private Sql() {}

  /** Adds a row; {@code more} names columns that it does not hold. */
  static String insert(String table, Class<? extends Record> row, String... more) {
    var names = Stream.concat(Stream.of(more), components(row).stream()).toList();
    var columns = names.stream().map(Sql::column).collect(joining(", "));
    var values = names.stream().map(name -> ":" + name).collect(joining(", "));
    return "insert into " + table + " (" + columns + ") values (" + values + ")";
  }

  /** Adds a row, or replaces the one with the same key columns. */
  static String upsert(String table, Class<? extends Record> row, String... key) {
    var keys = List.of(key);
    var changes =
        components(row).stream()
            .map(Sql::column)
            .filter(column -> !keys.contains(column))
            .map(column -> column + " = excluded." + column)
            .collect(joining(", "));
    return insert(table, row)
        + (" on conflict (" + String.join(", ", keys) + ") do update set " + changes);
  }

  private static List<String> components(Class<? extends Record> row) {
    return Arrays.stream(row.getRecordComponents()).map(RecordComponent::getName).toList();
  }

  private static String column(String component) {
    return HUMP.matcher(component).replaceAll("_").toLowerCase(Locale.ROOT);
  }
}
