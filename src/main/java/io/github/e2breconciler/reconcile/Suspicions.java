package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.reconcile.Suspicion.Remedy;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.SandboxKey;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every suspicion raised, counted by account and cause, and what is still to be done about it.
 *
 * <p>Raised from any thread; the account's own loops take what waits and do it. A flood of one
 * cause leaves one thing to do: only suspect sandboxes queue up, each once. Safe for many threads.
 */
public final class Suspicions {

  /** Suspects taken at a time; the others wait for the next step. */
  private static final int AT_ONCE = 100;

  /** More than this many suspects at once make a walk. */
  private static final int MANY = 1_000;

  private static final Logger log = LoggerFactory.getLogger(Suspicions.class);

  private final MeterRegistry meters;
  private final Map<AccountId, Pending> pending = new ConcurrentHashMap<>();
  private volatile Consumer<AccountId> wake = _ -> {};

  /** Registers every counter at 0. */
  public Suspicions(Collection<AccountId> accounts, MeterRegistry meters) {
    this.meters = meters;
    accounts.forEach(this::of);
  }

  /** Whom to wake when there is something to do about an account. */
  public void onRaised(Consumer<AccountId> wake) {
    this.wake = wake;
  }

  /**
   * Raises a suspicion about an account as a whole.
   *
   * @param why one sentence for people, without ids of sandboxes
   */
  public void raise(AccountId account, Suspicion cause, String why) {
    of(account).add(cause);
    log.info("suspicion account={} cause={} why=\"{}\"", account, cause.label(), why);
    wake.accept(account);
  }

  /** Raises a suspicion about one sandbox. */
  void raise(SandboxKey sandbox, Suspicion cause) {
    of(sandbox.account()).add(cause, sandbox);
    log.debug("suspicion sandbox={} cause={}", sandbox, cause.label());
    wake.accept(sandbox.account());
  }

  /** What is to be done about an account now, of what is asked for; taken once. */
  Set<Remedy> take(AccountId account, Remedy... asked) {
    return of(account).take(List.of(asked));
  }

  /** The sandboxes of an account to be read now, each once. */
  List<SandboxKey> takeSandboxes(AccountId account) {
    return of(account).takeSandboxes();
  }

  private Pending of(AccountId account) {
    return pending.computeIfAbsent(account, this::none);
  }

  private Pending none(AccountId account) {
    var counters = new EnumMap<Suspicion, Counter>(Suspicion.class);
    for (var cause : Suspicion.values()) {
      counters.put(
          cause,
          Counter.builder("e2b_reconciler.suspicions")
              .tag("account", account.name())
              .tag("cause", cause.label())
              .description("Reasons to doubt our view; alert on a rate far above the usual")
              .register(meters));
    }
    return new Pending(counters);
  }

  private static final class Pending {

    private final Map<Suspicion, Counter> counters;
    private final Set<Remedy> remedies = EnumSet.noneOf(Remedy.class);
    private final Set<SandboxKey> sandboxes = new LinkedHashSet<>();

    private Pending(Map<Suspicion, Counter> counters) {
      this.counters = Map.copyOf(counters);
    }

    private synchronized void add(Suspicion cause) {
      count(cause);
      remedies.addAll(cause.remedies());
    }

    private synchronized void add(Suspicion cause, SandboxKey sandbox) {
      count(cause);
      if (sandboxes.size() < MANY) {
        sandboxes.add(sandbox);
      } else {
        remedies.add(Remedy.WALK);
      }
    }

    private void count(Suspicion cause) {
      var counter = counters.get(cause);
      if (counter != null) {
        counter.increment();
      }
    }

    private synchronized Set<Remedy> take(List<Remedy> asked) {
      var taken = EnumSet.copyOf(asked);
      taken.retainAll(remedies);
      remedies.removeAll(taken);
      return taken;
    }

    private synchronized List<SandboxKey> takeSandboxes() {
      var taken = new ArrayList<SandboxKey>();
      var each = sandboxes.iterator();
      while (each.hasNext() && taken.size() < AT_ONCE) {
        taken.add(each.next());
        each.remove();
      }
      return taken;
    }
  }
}
