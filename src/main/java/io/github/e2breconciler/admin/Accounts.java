package io.github.e2breconciler.admin;

import io.github.e2breconciler.http.BadRequest;
import io.github.e2breconciler.sandbox.AccountId;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The configured accounts, by the names that requests give. */
record Accounts(Set<AccountId> all) {

  private static final String PARAMETER = "account";

  Accounts {
    all = Set.copyOf(all);
  }

  /** All of them, by name. */
  Set<AccountId> sorted() {
    return new TreeSet<>(all);
  }

  /** The account that the parameter {@code account} names, or null where there is none. */
  @Nullable AccountId of(ServerRequest request) {
    return named(Parameters.text(request, PARAMETER));
  }

  /**
   * The same for what is not only looked at: a parameter without a value, as an unset variable
   * leaves it, does not stand for all accounts.
   */
  @Nullable AccountId meant(ServerRequest request) {
    var account = of(request);
    if (account == null && request.query().contains(PARAMETER)) {
      throw new BadRequest(PARAMETER + " is empty; leave it out where all are meant");
    }
    return account;
  }

  /**
   * The account of that name, or null for null.
   *
   * @throws Refused 404 if there is none
   */
  @Nullable AccountId named(@Nullable String name) {
    if (name == null) {
      return null;
    }
    if (AccountId.valid(name) && all.contains(new AccountId(name))) {
      return new AccountId(name);
    }
    throw new Refused(Status.NOT_FOUND_404, "unknown account: " + name);
  }
}
