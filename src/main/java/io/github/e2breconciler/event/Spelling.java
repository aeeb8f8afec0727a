package io.github.e2breconciler.event;

/** The two ways E2B spells a key: webhooks {@code sandbox_id}, the feed {@code sandboxId}. */
final class Spelling {

  private Spelling() {}

  /** The camelCase of a snake_case key. */
  static String camel(String snake) {
    var camel = new StringBuilder(snake.length());
    var upper = false;
    for (var i = 0; i < snake.length(); i++) {
      var c = snake.charAt(i);
      if (c == '_') {
        upper = true;
        continue;
      }
      camel.append(upper ? Character.toUpperCase(c) : c);
      upper = false;
    }
    return camel.toString();
  }
}
