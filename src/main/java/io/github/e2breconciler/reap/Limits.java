package io.github.e2breconciler.reap;

import io.github.e2breconciler.config.ConfigReader;
import io.github.e2breconciler.policy.Window;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What holds for every policy together.
 *
 * @param window outside of which nothing is paused or killed, whatever a policy's own window says
 */
public record Limits(Caps caps, Window window, FreezeFile freezeFile) {

  /** Reads {@code caps}, {@code window} and {@code freeze-file} of the top level. */
  public static Limits read(ConfigReader in) {
    return new Limits(
        Caps.read(in.section("caps")), Window.read(in.section("window")), freezeFile(in));
  }

  private static FreezeFile freezeFile(ConfigReader in) {
    @Nullable String text = in.text("freeze-file");
    if (text == null) {
      return FreezeFile.NONE;
    }
    try {
      return new FreezeFile(Path.of(text));
    } catch (InvalidPathException e) {
      in.problem("freeze-file", "is not a path");
      return FreezeFile.NONE;
    }
  }
}
