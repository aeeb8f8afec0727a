package io.github.e2breconciler.store;

import static java.util.stream.Collectors.joining;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table as records: a column for each component, {@code startedAt} in {@code
 * started_at}. Columns go by place, in the order of the components.
 *
 * <p>Looked at once, by reflection, when the program starts. Safe for many threads.
 */
final class Rows<R extends Record> implements RowReader<R> {

  private static final Pattern HUMP = Pattern.compile("(?=[A-Z])");

  private final String table;
  private final List<String> columns;
  private final Class<?>[] types;
  private final Method[] accessors;
  private final Constructor<R> constructor;

  private Rows(String table, Class<R> type) {
    var components = type.getRecordComponents();
    this.table = table;
    this.columns =
        Arrays.stream(components).map(RecordComponent::getName).map(Rows::column).toList();
    this.types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    this.accessors =
        Arrays.stream(components).map(RecordComponent::getAccessor).toArray(Method[]::new);
    try {
      this.constructor = type.getDeclaredConstructor(types);
    } catch (NoSuchMethodException e) {
      throw new IllegalArgumentException("a record without its constructor: " + type, e);
    }
  }

  static <R extends Record> Rows<R> of(String table, Class<R> type) {
    return new Rows<>(table, type);
  }

  private static String column(String component) {
    return HUMP.matcher(component).replaceAll("_").toLowerCase(Locale.ROOT);
  }

  String table() {
    return table;
  }

  /** Reads all columns, of what {@code rest} says; {@code more} come before its own. */
  String select(String rest, String... more) {
    return "select " + String.join(", ", all(more)) + " from " + table + " " + rest;
  }

  /** Adds a row; {@code more} names columns that come before its own. */
  String insert(String... more) {
    var all = all(more);
    return "insert into "
        + table
        + all.stream().collect(joining(", ", " (", ")"))
        + all.stream().map(_ -> "?").collect(joining(", ", " values (", ")"));
  }

  private List<String> all(String... more) {
    return Stream.concat(Stream.of(more), columns.stream()).toList();
  }

  /** Adds a row, or replaces the one with the same key columns. */
  String upsert(String... key) {
    var keys = Set.of(key);
    return insert()
        + columns.stream()
            .filter(column -> !keys.contains(column))
            .map(column -> column + " = excluded." + column)
            .collect(
                joining(", ", " on conflict (" + String.join(", ", key) + ") do update set ", ""));
  }

  /** What stands in the columns. */
  @Nullable Object[] values(R row) {
    var values = new @Nullable Object[accessors.length];
    try {
      for (var i = 0; i < accessors.length; i++) {
        values[i] = accessors[i].invoke(row);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("cannot look into a row of " + table, e);
    }
    return values;
  }

  @Override
  public R read(ResultSet rows) throws SQLException {
    return read(rows, 0);
  }

  /** The same from behind {@code before} other columns. */
  R read(ResultSet rows, int before) throws SQLException {
    var values = new @Nullable Object[types.length];
    for (var i = 0; i < types.length; i++) {
      values[i] = value(rows, before + i + 1, types[i]);
    }
    try {
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IllegalArgumentException("no such row can be in " + table, e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalArgumentException("cannot make a row of " + table, e);
    }
  }

  private static @Nullable Object value(ResultSet rows, int place, Class<?> type)
      throws SQLException {
    if (type == String.class) {
      return rows.getString(place);
    }
    if (type == boolean.class) {
      return rows.getBoolean(place);
    }
    if (type == int.class) {
      return rows.getInt(place);
    }
    if (type != long.class && type != Long.class) {
      throw new IllegalArgumentException("no column holds a " + type);
    }
    var number = rows.getLong(place);
    return type == Long.class && rows.wasNull() ? null : number;
  }
}
