package io.github.e2breconciler.fuzz;

import io.github.e2breconciler.e2b.AnswerTarget;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Supplier;

/** Every target. */
enum Targets {
  /** Deliveries of webhooks: a signature's text, a line feed, a body. */
  SIGNATURE(DeliveryTarget::new),
  /** E2B's answers: route and status, headers, an empty line, a body. */
  ANSWERS(AnswerTarget::new),
  /** Configuration files. */
  CONFIG(ConfigTarget::new),
  /** Requests to the admin port: method and path, a line feed, a body. */
  ADMIN(AdminTarget::new);

  @SuppressWarnings("ImmutableEnumChecker") // constructors
  private final Supplier<Target> maker;

  Targets(Supplier<Target> maker) {
    this.maker = maker;
  }

  Target open() {
    return maker.get();
  }

  /** The word for it in commands and folders. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Where its inputs are kept: those to begin with in {@code seeds}, findings in {@code found}. */
  Path inputs() {
    return Path.of("src", "fuzz", "resources", label());
  }
}
