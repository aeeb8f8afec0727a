package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.config.ConfigReader;
import java.time.Duration;

/**
 * How soon the mirror notices.
 *
 * @param detection how late a lost event may be noticed; every interval follows from it
 * @param livenessProbe whether running machines are asked for a sign of life
 */
public record ReconcileSettings(
    Duration detection, SuspicionSettings suspicion, boolean livenessProbe) {

  /** Reads {@code detection}, {@code suspicion} and {@code liveness-probe} of the top level. */
  public static ReconcileSettings read(ConfigReader in) {
    var detection =
        in.duration(
            "detection", Duration.ofSeconds(15), Duration.ofSeconds(1), Duration.ofHours(1));
    return new ReconcileSettings(
        detection,
        SuspicionSettings.read(in.section("suspicion")),
        in.flag("liveness-probe", false));
  }
}
