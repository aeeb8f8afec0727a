package io.github.e2breconciler.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.e2breconciler.config.ConfigException;
import io.github.e2breconciler.config.Secret;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A running daemon's admin API, as a client sees it. */
final class AdminClient implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HttpClient client = HttpClient.newBuilder().connectTimeout(PATIENCE).build();
  private final URI admin;
  private final @Nullable Secret token;

  /**
   * A client of one daemon.
   *
   * @param token null where the daemon wants none
   */
  AdminClient(URI admin, @Nullable Secret token) {
    this.admin = admin;
    this.token = token;
  }

  /** Where a path of the API is: behind a proxy it may have a path of its own before it. */
  URI at(String path) {
    return URI.create(admin.toString().replaceAll("/+$", "") + path);
  }

  /**
   * The token in a file.
   *
   * @param file null for no token
   * @throws ConfigException if it holds something else, which is not told
   */
  static @Nullable Secret token(@Nullable Path file) throws IOException {
    if (file == null) {
      return null;
    }
    try {
      var token = Secret.of(Files.readString(file).strip());
      if (token.fitsHeader()) {
        return token;
      }
    } catch (CharacterCodingException | IllegalArgumentException _) {
      // the same mistake
    }
    throw new ConfigException(
        List.of(file + " holds no token: one line of letters that a header can carry"));
  }

  /** An answer with its status. */
  record Answer(int status, JsonNode body) {
    boolean ok() {
      return status / 100 == 2;
    }
  }

  Answer get(String path) throws IOException, InterruptedException {
    return send("GET", path, null);
  }

  /**
   * Sends JSON.
   *
   * @param body null for none
   */
  Answer send(String method, String path, @Nullable String body)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(at(path))
            .timeout(PATIENCE)
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (body != null) {
      request.header("Content-Type", "application/json");
    }
    if (token != null) {
      request.header("Authorization", "Bearer " + token.reveal());
    }
    var answer = client.send(request.build(), BodyHandlers.ofString());
    var text = answer.body();
    return new Answer(answer.statusCode(), text.isEmpty() ? JSON.nullNode() : JSON.readTree(text));
  }

  @Override
  public void close() {
    client.close();
  }
}
