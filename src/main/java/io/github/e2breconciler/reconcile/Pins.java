package io.github.e2breconciler.reconcile;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.reap.Freezes;
import io.github.e2breconciler.reap.Standing;
import io.github.e2breconciler.sandbox.AccountId;
import io.github.e2breconciler.store.PinRow;
import io.github.e2breconciler.store.Remembered;
import io.github.e2breconciler.store.Store;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds an account to the team it was at first contact: another URL, or another team behind the
 * same name, observes only until a human agrees by lifting the freeze.
 *
 * <p>A changed key is agreed to as soon as a walk with it shows a sandbox that the old one showed.
 * The key itself is never stored, only a digest salted for this store.
 */
final class Pins {

  static final String PINNED = "pinned";

  private static final String NIL_TEAM = "00000000-0000-0000-0000-000000000000";

  private final Store store;
  private final Freezes freezes;
  private final InstantSource clock;
  private final Prints prints;
  private final Map<AccountId, Remembered<@Nullable PinRow>> pins = new ConcurrentHashMap<>();

  Pins(Store store, Freezes freezes, InstantSource clock, Supplier<String> salts) {
    this.store = store;
    this.freezes = freezes;
    this.clock = clock;
    this.prints = new Prints(store, salts);
  }

  /** Compares an account with what it was at first contact; before its first walk. */
  void check(Standing standing, URI url, Secret key) {
    var account = standing.account();
    var print = prints.of(key);
    var pin = find(account);
    if (pin == null) {
      put(new PinRow(account.name(), url.toString(), print, "", now(), ""));
      return;
    }
    if (agreed(pin)) {
      put(new PinRow(account.name(), url.toString(), print, "", pin.firstContact(), ""));
      return;
    }
    if (!pin.url().equals(url.toString())) {
      disagree(standing, pin, "its URL was " + pin.url() + " at first contact");
    } else if (!pin.keyPrint().equals(print)) {
      standing.doubt(PINNED, "its key is new, and no walk has shown a sandbox we know yet");
    } else if (!pin.doubt().isEmpty()) {
      standing.doubt(PINNED, pin.doubt());
    }
  }

  /** After a complete walk: whether a new key shows what the old one did. */
  void walked(Standing standing, Secret key, boolean showsKnown) {
    var pin = find(standing.account());
    if (pin == null || pin.keyPrint().equals(prints.of(key)) || !pin.doubt().isEmpty()) {
      return;
    }
    if (showsKnown) {
      put(new PinRow(pin.account(), pin.url(), prints.of(key), pin.team(), pin.firstContact(), ""));
      standing.trust(PINNED);
    } else {
      disagree(standing, pin, "its key is new and shows no sandbox we know");
    }
  }

  /** Something named the account's team. */
  void named(Standing standing, String team) {
    if (team.isEmpty() || team.equals(NIL_TEAM)) {
      return;
    }
    var pin = find(standing.account());
    if (pin == null || pin.team().equals(team)) {
      return;
    }
    if (pin.team().isEmpty()) {
      put(
          new PinRow(
              pin.account(), pin.url(), pin.keyPrint(), team, pin.firstContact(), pin.doubt()));
    } else if (pin.doubt().isEmpty()) {
      disagree(standing, pin, "its team was " + pin.team() + " and is " + team);
    }
  }

  /** A human lifted the freeze: what is there now is what was meant. */
  boolean agreed(AccountId account) {
    var pin = find(account);
    return pin != null && agreed(pin);
  }

  private boolean agreed(PinRow pin) {
    return !pin.doubt().isEmpty()
        && freezes.all().stream()
            .noneMatch(freeze ->
                freeze.account().equals(pin.account()) && Freezes.hasCause(freeze, PINNED));
  }

  private void disagree(Standing standing, PinRow pin, String why) {
    standing.doubt(PINNED, why);
    freezes.freeze(standing.account(), why + "; lift the freeze if that is meant", PINNED);
    put(new PinRow(pin.account(), pin.url(), pin.keyPrint(), pin.team(), pin.firstContact(), why));
  }

  private @Nullable PinRow find(AccountId account) {
    return pin(account).get();
  }

  private Remembered<@Nullable PinRow> pin(AccountId account) {
    return pins.computeIfAbsent(
        account, _ -> new Remembered<>(() -> store.read(tx -> tx.pins().find(account.name()))));
  }

  private void put(PinRow pin) {
    var _ =
        pin(new AccountId(pin.account()))
            .changing(() ->
                store.write(tx -> {
                  tx.pins().put(pin);
                  return pin;
                }));
  }

  private long now() {
    return clock.instant().toEpochMilli();
  }
}
