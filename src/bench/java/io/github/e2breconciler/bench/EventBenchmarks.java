package io.github.e2breconciler.bench;

import io.github.e2breconciler.event.EventCodec;
import io.github.e2breconciler.webhook.Signature;
import java.time.InstantSource;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What an event costs before anything is stored: its signature, and its body read. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class EventBenchmarks {

  private final byte[] body =
      EventCodec.encode(new Traffic(InstantSource.system(), new SplittableRandom(1)).event());
  private final String signature = Signature.sign(Traffic.SECRET, body);

  /** A benchmark of one delivery. */
  public EventBenchmarks() {}

  /** Its signature alone. */
  @Benchmark
  public boolean signature() {
    return signature.equals(Signature.sign(Traffic.SECRET, body));
  }

  /** Its body alone. */
  @Benchmark
  public Object decode() {
    return EventCodec.decode(body);
  }

  /** Both, as each delivery costs them. */
  @Benchmark
  public Object signatureAndDecode() {
    return signature() ? EventCodec.decode(body) : signature;
  }
}
