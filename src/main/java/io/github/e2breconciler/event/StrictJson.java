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
import java.util.Map;

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

  /** What is checked for its form only. */
  private static final Object LEFT_OUT = new Object();

  private static final char REPLACEMENT = '\uFFFD';

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
      throw new MalformedException("body is not strict JSON");
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory", e);
    }
  }

  private static String text(byte[] body) throws MalformedException {
    var text = new String(body, UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0) { // it was sent, or stands for bytes that are no UTF-8
      requireUtf8(body);
    }
    return text;
  }

  private static void requireUtf8(byte[] body) throws MalformedException {
    try {
      var _ = UTF_8.newDecoder().decode(ByteBuffer.wrap(body)); // reports, never replaces
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
    var leftOut = false;
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      var name = encodable(parser.currentName());
      parser.nextToken();
      var value = value(parser);
      leftOut |= value == LEFT_OUT;
      if (object.put(name, value) != null) {
        throw new MalformedException("body has a key twice in one object");
      }
    }
    if (leftOut) {
      object.values().removeIf(value -> value == LEFT_OUT);
    }
    return object;
  }

  private static Object value(JsonParser parser) throws IOException, MalformedException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> {
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          var _ = value(parser);
        }
        yield LEFT_OUT;
      }
      case VALUE_STRING -> encodable(parser.getText());
      case VALUE_NUMBER_INT -> integer(parser);
      default -> LEFT_OUT;
    };
  }

  private static Object integer(JsonParser parser) throws IOException {
    return switch (parser.getNumberType()) {
      case INT, LONG -> parser.getLongValue();
      default -> LEFT_OUT;
    };
  }

  /** An escaped half of a surrogate pair, which no UTF-8 can carry on, becomes a question mark. */
  private static String encodable(String text) {
    for (var i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return new String(text.getBytes(UTF_8), UTF_8);
      }
    }
    return text;
  }
}
