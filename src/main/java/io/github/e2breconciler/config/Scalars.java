package io.github.e2breconciler.config;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.Objects;
import java.util.function.Function;

/**
 * A text read as a value. Each refuses with an {@link IllegalArgumentException} whose message goes
 * on from "is", and which never tells a secret.
 */
final class Scalars {

  private static final int MAX_PORT = 0xFFFF;

  private Scalars() {}

  static Duration duration(String text, Duration min, Duration max) {
    var value = Durations.parse(text);
    if (value.compareTo(min) < 0) {
      throw new IllegalArgumentException(text + ", less than " + Durations.format(min));
    }
    if (value.compareTo(max) > 0) {
      throw new IllegalArgumentException(text + ", more than " + Durations.format(max));
    }
    return value;
  }

  static int count(String text, int min, int max) {
    if (!text.matches("-?[0-9]{1,18}")) {
      throw new IllegalArgumentException("not a whole number: " + text);
    }
    var value = Long.parseLong(text);
    if (value < min || value > max) {
      var which = value < min ? ", less than " + min : ", more than " + max;
      throw new IllegalArgumentException(text + which);
    }
    return (int) value;
  }

  static int percent(String text, int min, int max) {
    if (!text.matches("[0-9]{1,9}%")) {
      throw new IllegalArgumentException("not a whole number of percent: " + text + " (say 30%)");
    }
    var value = Integer.parseInt(text.substring(0, text.length() - 1));
    if (value < min || value > max) {
      var which = value < min ? ", less than " + min + "%" : ", more than " + max + "%";
      throw new IllegalArgumentException(text + which);
    }
    return value;
  }

  static boolean flag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException("neither true nor false: " + text);
    };
  }

  static URI uri(String text) {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("not a URL: " + Reading.masked(text), e);
    }
    var scheme = Objects.requireNonNullElse(uri.getScheme(), "");
    if (!(scheme.equals("http") || scheme.equals("https")) || uri.getHost() == null) {
      throw new IllegalArgumentException("not an http or https URL: " + Reading.masked(text));
    }
    if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new IllegalArgumentException("a URL with credentials, a query or a fragment");
    }
    if (uri.getPort() == 0 || uri.getPort() > MAX_PORT) {
      throw new IllegalArgumentException("a URL whose port is not 1 to 65535");
    }
    return uri;
  }

  /** Without what follows the port, in three dots where there is something. */
  static String withoutPath(URI uri) {
    var path = uri.getRawPath();
    return uri.getScheme()
        + "://"
        + uri.getRawAuthority()
        + (path.isEmpty() || path.equals("/") ? path : "/...");
  }

  static <E> E choice(String text, Collection<E> allowed, Function<E, String> label) {
    for (var value : allowed) {
      if (label.apply(value).equals(text)) {
        return value;
      }
    }
    var labels = allowed.stream().map(label).toList();
    throw new IllegalArgumentException(
        text + ", not one of " + String.join(", ", labels) + Nearest.hint(text, labels));
  }

  static Secret secret(String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException("empty");
    }
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("a secret with a control character or a second line");
    }
    return Secret.of(value);
  }

  /**
   * The content of a file, without its trailing newline. A name that leads nowhere may be the
   * secret itself, written where its file should be named, so it is not told.
   */
  static Secret secretIn(String file) {
    String content;
    try {
      content = Files.readString(Path.of(file));
    } catch (IOException | InvalidPathException e) {
      throw new IllegalArgumentException(
          leadsSomewhere(file)
              ? file + ", which cannot be read" + cause(e)
              : "no file that is there; name the file, not the secret",
          e);
    }
    try {
      return secret(content.replaceFirst("\\r?\\n\\z", ""));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(file + ", whose content is " + e.getMessage(), e);
    }
  }

  private static boolean leadsSomewhere(String file) {
    try {
      var path = Path.of(file);
      var folder = path.getParent();
      return Files.exists(path)
          || (folder != null && folder.getNameCount() > 0 && Files.isDirectory(folder));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  private static String cause(Exception e) {
    return switch (e) {
      case NoSuchFileException _ -> ": there is no such file";
      case CharacterCodingException _ -> ": it is not UTF-8";
      default -> "";
    };
  }
}
