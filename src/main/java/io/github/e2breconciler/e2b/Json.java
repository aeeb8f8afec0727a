package io.github.e2breconciler.e2b;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Streaming over E2B's bodies.
 *
 * <p>Nothing is bound to objects, so that a credential in a field that nobody asks for is passed
 * over and never held. Errors carry no cause: the parser's message may quote the body.
 */
final class Json {

  /**
   * UTF-8 alone, as RFC 8259 has it (section 8.1): of other encodings no place in bytes is known.
   */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.CHARSET_DETECTION)
          .build();

  private Json() {}

  /** Reads one object. */
  @FunctionalInterface
  interface RowReader<T> {
    /**
     * Called at the start of the object and must stop at its end.
     *
     * @return null when it is not readable
     */
    @Nullable T read(JsonParser row) throws IOException;
  }

  /** Takes the value of one field, at whose first token the parser stands. */
  @FunctionalInterface
  interface FieldReader {
    /** Must stop at the value's last token. */
    void read(String name, JsonParser value) throws IOException;
  }

  /** The readable rows of an array; {@code dropped} counts the others. */
  record Rows<T>(List<T> rows, int dropped) {
    Rows {
      rows = List.copyOf(rows);
    }

    int sent() {
      return rows.size() + dropped;
    }
  }

  /**
   * Reads a body that is one array of objects.
   *
   * @throws UnreadableException when it is something else
   */
  static <T> Rows<T> array(byte[] body, RowReader<T> reader) throws UnreadableException {
    return whole(
        body,
        parser -> {
          if (parser.nextToken() != JsonToken.START_ARRAY) {
            throw new UnreadableException("no JSON array", false);
          }
          var rows = new ArrayList<T>();
          var dropped = 0;
          while (parser.nextToken() != JsonToken.END_ARRAY) {
            @Nullable T row = readRow(parser, reader);
            if (row == null) {
              dropped++;
            } else {
              rows.add(row);
            }
          }
          return new Rows<>(rows, dropped);
        });
  }

  /**
   * Reads a body that is one object; null when the reader finds it unreadable.
   *
   * @throws UnreadableException when it is something else
   */
  static <T> @Nullable T object(byte[] body, RowReader<T> reader) throws UnreadableException {
    return whole(
            body,
            parser -> {
              if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new UnreadableException("no JSON object", false);
              }
              return new Single<T>(reader.read(parser));
            })
        .value();
  }

  private record Single<T>(@Nullable T value) {}

  /** Calls {@code reader} for every field of the object that the parser stands at. */
  static void fields(JsonParser object, FieldReader reader) throws IOException {
    while (object.nextToken() != JsonToken.END_OBJECT) {
      var name = object.currentName();
      object.nextToken();
      reader.read(name, object);
    }
  }

  /** The text of a string value; null for any other value, which is passed over. */
  static @Nullable String text(JsonParser value) throws IOException {
    if (value.currentToken() == JsonToken.VALUE_STRING) {
      return value.getText();
    }
    value.skipChildren();
    return null;
  }

  /** A whole number of 32 bits, not negative; null for any other value, which is passed over. */
  static @Nullable Integer count(JsonParser value) throws IOException {
    if (value.currentToken() == JsonToken.VALUE_NUMBER_INT
        && value.getNumberType() == JsonParser.NumberType.INT
        && value.getIntValue() >= 0) {
      return value.getIntValue();
    }
    value.skipChildren();
    return null;
  }

  private static <T> @Nullable T readRow(JsonParser parser, RowReader<T> reader)
      throws IOException {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      return reader.read(parser);
    }
    parser.skipChildren();
    return null;
  }

  @FunctionalInterface
  private interface BodyReader<T> {
    T read(JsonParser parser) throws IOException;
  }

  private static <T> T whole(byte[] body, BodyReader<T> reader) throws UnreadableException {
    try (var parser = FACTORY.createParser(body)) {
      var value = reader.read(parser);
      if (parser.nextToken() != null) {
        throw new UnreadableException("more than one JSON value", false);
      }
      return value;
    } catch (UnreadableException e) {
      throw e;
    } catch (JsonEOFException e) {
      throw new UnreadableException("a body that is cut off", true);
    } catch (IOException e) {
      throw new UnreadableException("no JSON", false);
    }
  }
}
