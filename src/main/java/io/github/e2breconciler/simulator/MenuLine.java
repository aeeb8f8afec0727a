package io.github.e2breconciler.simulator;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** A fault that a plan can name. */
sealed interface MenuLine permits CallMenu, DeliveryMenu, MishapMenu {

  /** All there are. */
  static List<MenuLine> all() {
    return Stream.<MenuLine[]>of(CallMenu.values(), DeliveryMenu.values(), MishapMenu.values())
        .<MenuLine>flatMap(Stream::of)
        .toList();
  }

  String name();

  /** The word for it in a plan. */
  default String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
