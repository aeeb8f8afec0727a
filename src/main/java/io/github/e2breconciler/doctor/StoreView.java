package io.github.e2breconciler.doctor;

import io.github.e2breconciler.store.FreezeRow;
import io.github.e2breconciler.store.PassRow;
import io.github.e2breconciler.store.PinRow;
import io.github.e2breconciler.store.Store;
import io.github.e2breconciler.store.StoreException;
import io.github.e2breconciler.store.StoreSettings;
import io.github.e2breconciler.store.StoredEvent;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The store as read beside the daemon that may hold it. */
sealed interface StoreView {

  /** There is none yet: no daemon ever ran on it, or it is in memory. */
  record Absent() implements StoreView {}

  /**
   * It is there and cannot be read.
   *
   * @param damaged whether its file is malformed, or no database
   */
  record Unreadable(String reason, boolean damaged) implements StoreView {}

  /**
   * What it says.
   *
   * @param newest the event stored last, or null for none
   * @param lastPass the pass that began last, or null for none
   */
  record Known(
      List<PinRow> pins,
      List<FreezeRow> freezes,
      @Nullable StoredEvent newest,
      @Nullable PassRow lastPass)
      implements StoreView {}

  /** What the account is held to, or null before first contact. */
  default @Nullable PinRow pin(String account) {
    if (this instanceof Known known) {
      for (var pin : known.pins()) {
        if (pin.account().equals(account)) {
          return pin;
        }
      }
    }
    return null;
  }

  /** Reads it. */
  static StoreView take(StoreSettings settings, List<String> accounts, InstantSource clock) {
    try (var store = Store.openReadOnly(settings, clock)) {
      return store.read(tx -> {
        var pins = new ArrayList<PinRow>();
        for (var account : accounts) {
          var pin = tx.pins().find(account);
          if (pin != null) {
            pins.add(pin);
          }
        }
        var newest = new ArrayList<StoredEvent>();
        tx.events().after(tx.events().lastSeq() - 1, newest::add);
        var passes = tx.passes().recent(1, null);
        return new Known(
            pins,
            tx.freezes().all(),
            newest.isEmpty() ? null : newest.getLast(),
            passes.isEmpty() ? null : passes.getFirst());
      });
    } catch (StoreException e) {
      return e.tellsOfNone()
          ? new Absent()
          : new Unreadable(String.valueOf(e.getMessage()), e.tellsOfDamage());
    }
  }
}
