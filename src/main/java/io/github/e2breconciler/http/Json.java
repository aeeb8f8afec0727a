package io.github.e2breconciler.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * JSON of requests and answers, by records and maps.
 *
 * <p>Instants are written in RFC 3339, UTC; a {@link Duration} as its seconds, to the millisecond,
 * so its field's name must say so; null as null. Reading is strict: no unknown field, no key twice,
 * no other type made to fit, nothing after the value.
 */
public final class Json {

  private static final JsonMapper MAPPER = mapper();

  private Json() {}

  /** Answers with {@code body} as JSON. */
  public static void send(ServerResponse response, Status status, Object body) {
    response.status(status).header(HeaderValues.CONTENT_TYPE_JSON).send(bytes(body));
  }

  /** Answers {@code {"error":"…"}}. */
  public static void error(ServerResponse response, Status status, String error) {
    send(response, status, Map.of("error", error));
  }

  /** A value in JSON, as UTF-8. */
  public static byte[] bytes(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not writable as JSON: " + value.getClass(), e);
    }
  }

  /** A value in JSON, as text. */
  public static String text(Object value) {
    return new String(bytes(value), UTF_8);
  }

  /**
   * A request's body as a record. A field that is missing is null, zero or false.
   *
   * @throws BadRequest if there is none, or it does not fit
   */
  public static <T> T read(ServerRequest request, Class<T> type) {
    return read(Bodies.whole(request), type);
  }

  /**
   * A request's body as a record, or {@code fallback} where it has none.
   *
   * @throws BadRequest if there is one that does not fit
   */
  public static <T> T read(ServerRequest request, Class<T> type, T fallback) {
    var body = Bodies.whole(request);
    return body.length == 0 ? fallback : read(body, type);
  }

  /**
   * JSON text as a record.
   *
   * @throws BadRequest if it does not fit
   */
  public static <T> T read(byte[] json, Class<T> type) {
    try {
      var text = UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
      @Nullable T value = MAPPER.readValue(text, type);
      if (value == null) {
        throw new BadRequest("body is null");
      }
      return value;
    } catch (CharacterCodingException e) {
      throw new BadRequest("body is not UTF-8");
    } catch (UnrecognizedPropertyException e) {
      throw new BadRequest("unknown field: " + path(e));
    } catch (JsonMappingException e) {
      var path = path(e);
      throw new BadRequest(
          path.isEmpty() ? "body must be a JSON object" : "bad value of field: " + path);
    } catch (JsonProcessingException e) {
      throw new BadRequest("body is not strict JSON");
    }
  }

  private static String path(JsonMappingException e) {
    return e.getPath().stream()
        .map(
            step -> step.getFieldName() == null ? "[" + step.getIndex() + "]" : step.getFieldName())
        .collect(Collectors.joining("."));
  }

  private static JsonMapper mapper() {
    return JsonMapper.builder()
        .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
        .withCoercionConfig(
            LogicalType.Textual,
            text ->
                text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                    .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
        .addModule(
            new SimpleModule()
                .addSerializer(Instant.class, new InstantWriter())
                .addSerializer(Duration.class, new DurationWriter()))
        .build();
  }

  private static final class InstantWriter extends JsonSerializer<Instant> {
    @Override
    public void serialize(Instant value, JsonGenerator json, SerializerProvider unused)
        throws IOException {
      json.writeString(value.toString());
    }
  }

  private static final class DurationWriter extends JsonSerializer<Duration> {
    @Override
    public void serialize(Duration value, JsonGenerator json, SerializerProvider unused)
        throws IOException {
      var millis = value.toMillis();
      if (millis % 1_000 == 0) {
        json.writeNumber(millis / 1_000);
      } else {
        json.writeNumber(millis / 1e3);
      }
    }
  }
}
