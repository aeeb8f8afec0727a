package io.github.e2breconciler.lease;

import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.sandbox.Sandbox;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who is heard of all who have leases, and who fell silent. Safe for many threads. */
public final class Voices {

  private final Map<LeaseKey, Lease> leases;
  private final Supplier<Instant> leaseTime;
  private final Function<Sandbox, List<LeaseKey>> claims;

  /**
   * Of the leases of a book.
   *
   * @param leaseTime the time by which leases run out
   * @param claims whose leases speak for a sandbox
   */
  Voices(
      Map<LeaseKey, Lease> leases,
      Supplier<Instant> leaseTime,
      Function<Sandbox, List<LeaseKey>> claims) {
    this.leases = leases;
    this.leaseTime = leaseTime;
    this.claims = claims;
  }

  /**
   * How many of the leases that were alive at {@code since} were silent at {@code until}, or are by
   * now if that is earlier.
   */
  public Silence silence(AccountId account, Instant since, Instant until) {
    return silence(account, since, until, Set.of());
  }

  /** The same, not counting some. */
  public Silence silence(
      AccountId account, Instant since, Instant until, Set<LeaseKey> notCounted) {
    var now = leaseTime.get();
    var of = new Silence.Moments(since, until.isAfter(now) ? now : until, now);
    return Silence.of(allBut(notCounted), account, of);
  }

  /**
   * When the newest heartbeat for anything of an account came; {@code Instant.MIN} if none did.
   *
   * @param notCounted whose heartbeats are not asked for
   */
  public Instant lastHeartbeat(AccountId account, Instant now, Set<LeaseKey> notCounted) {
    return Silence.brokenAt(allBut(notCounted), account, now);
  }

  private Collection<Lease> allBut(Set<LeaseKey> some) {
    return some.isEmpty()
        ? leases.values()
        : leases.values().stream().filter(lease -> !some.contains(lease.key())).toList();
  }

  /** What speaks for any of these sandboxes by a lease that holds in every account. */
  public Set<LeaseKey> inEveryAccount(Stream<Sandbox> sandboxes) {
    return sandboxes
        .flatMap(sandbox -> claims.apply(sandbox).stream())
        .filter(key -> key.account() == null && leases.containsKey(key))
        .collect(Collectors.toSet());
  }

  /** Whether any of these leases speaks for {@code sandbox}. */
  public boolean claimedBy(Sandbox sandbox, Set<LeaseKey> keys) {
    return claims.apply(sandbox).stream().anyMatch(keys::contains);
  }
}
