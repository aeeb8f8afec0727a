package io.github.e2breconciler.inventory;

import io.github.e2breconciler.inventory.Belief.Absence;
import io.github.e2breconciler.inventory.Belief.Deadline;
import io.github.e2breconciler.inventory.Belief.Details;
import io.github.e2breconciler.inventory.Belief.Hearing;
import io.github.e2breconciler.sandbox.ExecutionId;
import io.github.e2breconciler.sandbox.Observation.Seen;
import io.github.e2breconciler.sandbox.Sandbox;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.github.e2breconciler.sandbox.SandboxRow;
import io.github.e2breconciler.sandbox.Source;
import io.github.e2breconciler.sandbox.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The form in which beliefs are held in memory: one short array instead of some forty objects, from
 * which the very same belief can be had again. It never leaves the process.
 *
 * <p>What a row says of template, metadata and size is mostly what the details say too, and then
 * written once. Where the row of the last walk says all that there is to say, only its time changes
 * from walk to walk: {@link SettledBytes}. The first byte answers what is asked of all at once.
 */
@SuppressWarnings("EnumOrdinal") // the numbers are read by the process that wrote them
final class BeliefBytes {

  private static final List<Source> SOURCES = List.of(Source.values());
  private static final List<State> STATES = List.of(State.values());

  /** The first byte, and how many there are of that kind. */
  static final int FLAGS = 1;

  private static final int EXISTS = 1;
  private static final int RUNS = 1 << 1;
  private static final int LACKED = 1 << 2;
  private static final int SETTLED = 1 << 3;

  private BeliefBytes() {}

  static byte[] pack(Belief belief) {
    var out = new Packing();
    var row = belief.row();
    var settled = row != null && SettledBytes.fit(belief, row);
    out.number(flags(belief) | (settled ? SETTLED : 0));
    if (row != null && settled) {
      SettledBytes.pack(out, row.row());
    } else {
      pack(out, belief.details());
      pack(out, row, belief.details());
    }
    packEvents(out, belief);
    var bytes = out.toBytes();
    if (row != null && settled) {
      SettledBytes.stamp(bytes, row.asOf());
    }
    return bytes;
  }

  /** What is left besides details and row: mostly, what events told. */
  private static void packEvents(Packing out, Belief belief) {
    out.number(belief.executions().size());
    belief.executions().forEach(execution -> pack(out, execution));
    var deadline = belief.deadline();
    out.time(deadline == null ? null : deadline.endAt());
    if (deadline != null) {
      out.time(deadline.at());
    }
    var absence = belief.absence();
    out.number(absence.walks()).time(absence.since()).time(absence.notFoundAt());
    out.time(belief.provenGoneAt());
    var heard = belief.heard();
    out.time(heard == null ? null : heard.at());
    if (heard != null) {
      out.number(heard.source().ordinal());
    }
  }

  private static int flags(Belief belief) {
    var state = BeliefView.of(belief).state();
    return (state.exists() ? EXISTS : 0)
        | (state == State.RUNNING ? RUNS : 0)
        | (state.exists() && belief.absence().walks() > 0 ? LACKED : 0);
  }

  /** Whether the sandbox exists as far as we know. */
  static boolean exists(byte[] bytes) {
    return (bytes[0] & EXISTS) != 0;
  }

  /** Whether it runs as far as we know. */
  static boolean runs(byte[] bytes) {
    return (bytes[0] & RUNS) != 0;
  }

  /** Whether it exists as far as we know, and the last complete walk did not show it. */
  static boolean lacked(byte[] bytes) {
    return (bytes[0] & LACKED) != 0;
  }

  /** Whether the rest begins as {@link SettledBytes} says. */
  static boolean settled(byte[] bytes) {
    return (bytes[0] & SETTLED) != 0;
  }

  /** What the belief about {@code key} amounts to, as {@link BeliefView} says. */
  static Sandbox view(SandboxKey key, byte[] bytes) {
    if (!settled(bytes)) {
      return BeliefView.of(unpack(key, bytes));
    }
    var in = SettledBytes.read(bytes);
    var row = SettledBytes.row(in, key, SettledBytes.asOf(bytes));
    @Nullable Execution run = null;
    for (var left = in.count(); left > 0; left--) {
      run = execution(in);
    }
    if (in.timeOrNull() != null) {
      in.time(); // of a deadline, which the row knew
    }
    in.count(); // absent from no walk, which takes three
    in.time();
    in.time();
    in.timeOrNull();
    var heardAt = in.timeOrNull();
    var heard = heardAt == null ? null : new Hearing(heardAt, source(in));
    return BeliefView.settled(key, row, run, heard);
  }

  /** The belief about {@code key} that {@link #pack} was given. */
  static Belief unpack(SandboxKey key, byte[] bytes) {
    var settled = settled(bytes);
    var in = settled ? SettledBytes.read(bytes) : new Unpacking(bytes, FLAGS);
    Details details;
    @Nullable Seen row;
    if (settled) {
      row = SettledBytes.row(in, key, SettledBytes.asOf(bytes));
      details = SettledBytes.details(row);
    } else {
      details = details(in);
      row = row(in, key, details);
    }
    var executions = new ArrayList<Execution>();
    for (var left = in.count(); left > 0; left--) {
      executions.add(execution(in));
    }
    var endAt = in.timeOrNull();
    var deadline = endAt == null ? null : new Deadline(endAt, in.time());
    var absence = new Absence(in.count(), in.time(), in.time());
    var provenGoneAt = in.timeOrNull();
    var heardAt = in.timeOrNull();
    var heard = heardAt == null ? null : new Hearing(heardAt, source(in));
    return new Belief(key, executions, row, details, deadline, absence, provenGoneAt, heard);
  }

  private static void pack(Packing out, Details details) {
    out.text(details.template()).time(details.templateAt());
    out.texts(details.metadata()).time(details.metadataAt());
    out.size(details.size()).time(details.sizeAt());
  }

  private static Details details(Unpacking in) {
    return new Details(in.text(), in.time(), in.texts(), in.time(), in.size(), in.time());
  }

  private static void pack(Packing out, @Nullable Seen seen, Details details) {
    out.time(seen == null ? null : seen.asOf());
    if (seen == null) {
      return;
    }
    var row = seen.row();
    out.number(seen.source().ordinal()).number(row.state().ordinal());
    out.time(row.startedAt()).time(row.endAt());
    var saysTheSame = saysTheSame(row, details);
    out.flag(saysTheSame);
    if (!saysTheSame) {
      out.text(row.template()).texts(row.metadata()).size(row.size());
    }
  }

  static boolean saysTheSame(SandboxRow row, Details details) {
    return row.template().equals(details.template())
        && row.metadata().equals(details.metadata())
        && Objects.equals(row.size(), details.size());
  }

  private static @Nullable Seen row(Unpacking in, SandboxKey key, Details details) {
    var asOf = in.timeOrNull();
    if (asOf == null) {
      return null;
    }
    var source = source(in);
    var state = STATES.get(in.count());
    var startedAt = in.time();
    var endAt = in.time();
    var row =
        in.flag()
            ? new SandboxRow(
                key.sandbox(),
                state,
                details.template(),
                details.metadata(),
                startedAt,
                endAt,
                details.size())
            : new SandboxRow(
                key.sandbox(), state, in.text(), in.texts(), startedAt, endAt, in.size());
    return new Seen(row, source, asOf);
  }

  private static void pack(Packing out, Execution execution) {
    var id = execution.id();
    out.text(id == null ? "" : id.value()); // an id is never empty
    out.time(execution.startedAt()).time(execution.firstHeardAt());
    out.time(execution.aliveAt()).time(execution.endedAt());
    var reason = execution.killReason();
    out.flag(reason != null);
    if (reason != null) {
      out.text(reason);
    }
  }

  private static Execution execution(Unpacking in) {
    var id = in.text();
    return new Execution(
        id.isEmpty() ? null : new ExecutionId(id),
        in.timeOrNull(),
        in.timeOrNull(),
        in.timeOrNull(),
        in.timeOrNull(),
        in.flag() ? in.text() : null);
  }

  private static Source source(Unpacking in) {
    return SOURCES.get(in.count());
  }
}
