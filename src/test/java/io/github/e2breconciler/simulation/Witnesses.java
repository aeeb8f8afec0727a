package io.github.e2breconciler.simulation;

import io.github.e2breconciler.Engine;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who must see an account's questions to E2B, and the answers to them. */
record Witnesses(
    Stage stage, Oracle oracle, NoResurrection seen, Heeded heeded, Truthful truthful) {

  /** Of the account of a stage. */
  static Witnesses of(Stage stage, Terms terms, Supplier<@Nullable Engine> engine) {
    return new Witnesses(
        stage,
        new Oracle(stage, terms, engine),
        new NoResurrection(stage.account()),
        new Heeded(stage.account(), engine),
        new Truthful(stage));
  }
}
