package io.github.e2breconciler.inventory;

import io.github.e2breconciler.inventory.Belief.Details;
import io.github.e2breconciler.sandbox.Observation.Seen;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.List;

/**
 * The beginning of a packed belief of which the row of the last walk says all that there is to say.
 *
 * <p>Of a large fleet nearly all are like that, and every walk shows them again as they were. So
 * what changes then, when the row was asked for, stands at a fixed place and is changed there, and
 * the rest is only compared. Whoever shares the bytes must hold a lock.
 */
@SuppressWarnings("EnumOrdinal") // the numbers are read by the process that wrote them
final class SettledBytes {

  private static final List<State> STATES = List.of(State.values());
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);

  /** When the row was asked for: its second, and the nanosecond of that. */
  private static final int SECOND = BeliefBytes.FLAGS;

  private static final int NANO = SECOND + Long.BYTES;
  private static final int ROW = NANO + Integer.BYTES;

  private SettledBytes() {}

  /**
   * Whether the same row of a later walk would change nothing but the time that it speaks for: all
   * details are of this row, and nothing that anyone said is newer.
   */
  static boolean fit(Belief belief, Seen row) {
    var asOf = row.asOf();
    var details = belief.details();
    var runs = belief.executions();
    var deadline = belief.deadline();
    return row.source() == Source.LIST
        && details.size() != null
        && details.templateAt().equals(asOf)
        && details.metadataAt().equals(asOf)
        && details.sizeAt().equals(asOf)
        && BeliefBytes.saysTheSame(row.row(), details)
        && runs.stream().allMatch(run -> BeliefView.askedAfter(row, run))
        && (deadline == null || !deadline.at().isAfter(asOf))
        && belief.absence().walks() == 0
        && belief.absence().since().equals(Instant.MAX)
        && belief.provenGoneAt() == null;
  }

  /** Writes the row; when it was asked for is {@link #stamp}ed once all is written. */
  static void pack(Packing out, SandboxRow row) {
    out.room(ROW - SECOND);
    out.number(row.state().ordinal()).time(row.startedAt()).time(row.endAt());
    out.text(row.template()).texts(row.metadata()).size(row.size());
  }

  /** Sets when the row was asked for. */
  static void stamp(byte[] bytes, Instant asOf) {
    LONGS.set(bytes, SECOND, asOf.getEpochSecond());
    INTS.set(bytes, NANO, asOf.getNano());
  }

  /** When the row was asked for. */
  static Instant asOf(byte[] bytes) {
    return Instant.ofEpochSecond((long) LONGS.get(bytes, SECOND), (int) INTS.get(bytes, NANO));
  }

  /** Whether the row of a later walk says the same, so that it needs no more than a stamp. */
  static boolean saidAgain(byte[] bytes, Seen seen) {
    if (seen.source() != Source.LIST || !seen.asOf().isAfter(asOf(bytes))) {
      return false;
    }
    var row = seen.row();
    var in = new Unpacking(bytes, ROW);
    return in.is(row.state().ordinal())
        && in.is(row.startedAt())
        && in.is(row.endAt())
        && in.is(row.template())
        && in.is(row.metadata())
        && in.is(row.size());
  }

  /** The end that the row shows. */
  static Instant endAt(byte[] bytes) {
    var in = new Unpacking(bytes, ROW);
    in.count(); // its state
    in.time(); // its start
    return in.time();
  }

  /** Where the row begins. */
  static Unpacking read(byte[] bytes) {
    return new Unpacking(bytes, ROW);
  }

  /** The row that {@link #pack} was given, of the time that was stamped last. */
  static Seen row(Unpacking in, SandboxKey key, Instant asOf) {
    var state = STATES.get(in.count());
    var startedAt = in.time();
    var endAt = in.time();
    var row =
        new SandboxRow(key.sandbox(), state, in.text(), in.texts(), startedAt, endAt, in.size());
    return new Seen(row, Source.LIST, asOf);
  }

  /** All details are of this row. */
  static Details details(Seen seen) {
    var row = seen.row();
    var at = seen.asOf();
    return new Details(row.template(), at, row.metadata(), at, row.size(), at);
  }
}
