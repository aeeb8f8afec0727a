package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.ExecutionId;
import io.github.e2breconciler.sandbox.SandboxId;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Ids in E2B's shapes, drawn from a seeded generator. Not thread-safe. */
final class Ids {

  private static final String ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";
  private static final int LENGTH = 20;
  private static final long VERSION_MASK = 0xF000L;
  private static final long VERSION_4 = 0x4000L;
  private static final long VARIANT_MASK = 0xC000_0000_0000_0000L;
  private static final long VARIANT_RFC = 0x8000_0000_0000_0000L;

  private final RandomGenerator random;

  Ids(RandomGenerator random) {
    this.random = random;
  }

  /** {@code i} and twenty lower-case letters and digits. */
  SandboxId sandbox() {
    return new SandboxId("i" + template());
  }

  /** Twenty lower-case letters and digits. */
  String template() {
    var text = new StringBuilder();
    for (var i = 0; i < LENGTH; i++) {
      text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return text.toString();
  }

  ExecutionId execution() {
    return new ExecutionId(uuid());
  }

  /** A random UUID of version 4. */
  String uuid() {
    var high = (random.nextLong() & ~VERSION_MASK) | VERSION_4;
    var low = (random.nextLong() & ~VARIANT_MASK) | VARIANT_RFC;
    return new UUID(high, low).toString();
  }

  int below(int bound) {
    return random.nextInt(bound);
  }
}
