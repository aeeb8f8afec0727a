package io.github.e2breconciler.doctor;

import io.github.e2breconciler.AccountSettings;
import io.github.e2breconciler.Settings;
import io.github.e2breconciler.e2b.HttpE2bApi;
import io.github.e2breconciler.event.EventCodec;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a whole set-up: first this machine, then each account's E2B, then the way from E2B to
 * us, which needs the first two.
 */
public final class Doctor {

  private final Settings settings;
  private final InstantSource clock;
  private final LongSupplier nanos;

  /**
   * Looks at nothing yet.
   *
   * @param nanos elapsed time from any origin
   */
  public Doctor(Settings settings, InstantSource clock, LongSupplier nanos) {
    this.settings = settings;
    this.clock = clock;
    this.nanos = nanos;
  }

  /** Looks, and hands over each finding as soon as it is there. */
  public void look(Consumer<Finding> report) {
    var accounts = settings.accounts().stream().map(account -> account.id().name()).toList();
    var store = StoreView.take(settings.store(), accounts, clock);
    try (var admin = Caller.toOurs(settings.admin().listener().tls(), nanos);
        var webhooks = Caller.toOurs(settings.server().tls(), nanos);
        var anybody = Caller.toAnybody(nanos)) {
      look(onThisMachine(store, admin), report);
      for (var account : settings.accounts()) {
        look(atE2b(account, store), report);
        look(List.of(wayToUs(account, webhooks, anybody)), report);
      }
    }
  }

  private static void look(List<Check> checks, Consumer<Finding> report) {
    checks.forEach(check -> check.look().forEach(report));
  }

  private List<Check> onThisMachine(StoreView store, Caller admin) {
    return List.of(
        new SecretCheck(settings),
        new StoreCheck(settings.store(), store, nanos),
        new DaemonCheck(settings.admin().listener(), store, admin),
        new SignatureCheck(settings.admin().listener(), admin),
        new ExposureCheck(settings, admin),
        new RecentCheck(store, clock));
  }

  private List<Check> atE2b(AccountSettings account, StoreView store) {
    var meters = new SimpleMeterRegistry(); // nobody looks at them
    try (var api = new HttpE2bApi(account.e2b(), clock, nanos, meters, Doctor::event)) {
      var e2b = E2bView.take(account, api);
      return List.of(
          new KeyCheck(e2b, store.pin(account.id().name())),
          new ClockCheck(e2b),
          new ListCheck(e2b),
          new ScopeCheck(e2b),
          new FeedCheck(e2b),
          new RegistrationCheck(e2b));
    }
  }

  private Check wayToUs(AccountSettings account, Caller ours, Caller anybody) {
    @Nullable URI base = Ports.local(settings.server());
    var path = settings.webhook().paths().getFirst() + "/" + account.id();
    var event = new TestDelivery(account.webhook().accepts(), clock.instant());
    return new RoundTripCheck(
        account, base == null ? null : base.resolve(path), event, ours, anybody);
  }

  private static @Nullable LifecycleEvent event(byte[] json) {
    return switch (EventCodec.decode(json)) {
      case EventCodec.Decoded.Event event -> event.event();
      case EventCodec.Decoded.Malformed _ -> null;
    };
  }
}
