package io.github.e2breconciler.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;

/**
 * JSON read so strictly that no two readers can understand it differently.
 *
 * <p>The text is decoded here rather than by the parser, which lets overlong and surrogate bytes
 * pass and guesses other encodings.
 */
final class StrictJson {

  private static final int MAX_DEPTH = 64; // an event nests three deep

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
          .build();

  private StrictJson() {}

  /**
   * The one object that the body is.
   *
   * <p>Values are {@link String}, {@link Long} and again {@link Map}. Whatever else JSON has
   * (arrays, fractions, larger numbers, true, false, null) is checked for its form and left out.
   */
  static Map<String, Object> object(byte[] body) throws MalformedException {
    var text = text(body);
    try (var parser = JSON.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedException("body is not a JSON object");
      }
      var object = object(parser);
      requireEnd(parser);
      return object;
    } catch (JsonProcessingException e) {
      throw new MalformedException(
          "body is not strict JSON at character " + e.getLocation().getCharOffset());
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  private static char[] text(byte[] body) throws MalformedException {
    try {
      var chars = UTF_8.newDecoder().decode(ByteBuffer.wrap(body)); // reports, never replaces
      var text = new char[chars.remaining()];
      chars.get(text);
      return text;
    } catch (CharacterCodingException e) {
      throw new MalformedException("body is not UTF-8");
    }
  }

  /** Length extension of a signed body leaves bytes behind the object: they are refused. */
  private static void requireEnd(JsonParser parser) throws IOException, MalformedException {
    try {
      if (parser.nextToken() == null) {
        return;
      }
    } catch (JsonProcessingException e) {
      // Falls to the refusal: what follows is not even JSON.
    }
    throw new MalformedException("body goes on after the JSON object");
  }

  private static Map<String, Object> object(JsonParser parser)
      throws IOException, MalformedException {
    var object = new HashMap<String, Object>();
    var names = new HashSet<String>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      var name = encodable(parser.currentName());
      if (!names.add(name)) {
        throw new MalformedException("body has a key twice in one object");
      }
      parser.nextToken();
      value(parser).ifPresent(value -> object.put(name, value));
    }
    return object;
  }

  private static Optional<Object> value(JsonParser parser) throws IOException, MalformedException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> Optional.of(object(parser));
      case START_ARRAY -> {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          var _ = value(parser);
        }
        yield Optional.empty();
      }
      case VALUE_STRING -> Optional.of(encodable(parser.getText()));
      case VALUE_NUMBER_INT -> integer(parser);
      default -> Optional.empty();
    };
  }

  private static Optional<Object> integer(JsonParser parser) throws IOException {
    return switch (parser.getNumberType()) {
      case INT, LONG -> Optional.of(parser.getLongValue());
      default -> Optional.empty();
    };
  }

  /** An escaped half of a surrogate pair, which no UTF-8 can carry on, becomes a question mark. */
  private static String encodable(String text) {
    return UTF_8.newEncoder().canEncode(text) ? text : new String(text.getBytes(UTF_8), UTF_8);
  }
}
