package io.github.e2breconciler.store;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Intents, open and closed. Few are open at a time: the caps see to that. */
public final class IntentTable {

  private static final Rows<IntentRow> ROWS = Rows.of("intent", IntentRow.class);
  private static final String UPSERT = ROWS.upsert("id");

  /** Of one case so long apart are two steps of two days, and each counts. */
  private static final long DAY = Duration.ofDays(1).toMillis();

  private final Session session;

  IntentTable(Session session) {
    this.session = session;
  }

  /** Adds the intent or replaces the one with its id. */
  public void upsert(IntentRow row) {
    session.update(UPSERT, ROWS.values(row));
  }

  /** The intent, or null. */
  public @Nullable IntentRow find(String id) {
    return session.first(ROWS, ROWS.select("where id = ?"), id);
  }

  /** The intents that are not closed, oldest first. */
  public List<IntentRow> open() {
    return session.list(ROWS, ROWS.select("where closed_at is null order by created_at, id"));
  }

  /**
   * The open intents for one sandbox.
   *
   * @param account null: in any account
   */
  public List<IntentRow> openFor(@Nullable String account, String sandbox) {
    return session
        .list(ROWS, ROWS.select("where closed_at is null and sandbox = ? order by id"), sandbox)
        .stream()
        .filter(row -> account == null || row.account().equals(account))
        .toList();
  }

  /**
   * The sandboxes of the account that one acted on: those of whose cases any had an intent, of no
   * approved plan, at or after then, and none within the day before.
   */
  public Set<String> sandboxesSince(String account, long createdAt) {
    return new LinkedHashSet<>(
        session.list(
            rows -> rows.getString(1),
            """
            select distinct sandbox from intent
            where account = ? and created_at >= ? and plan is null
              and not exists
                (select 1 from intent as earlier
                 where earlier.case_id = intent.case_id and earlier.created_at < ?
                   and earlier.created_at > intent.created_at - ?)
            """,
            account,
            createdAt,
            createdAt,
            DAY));
  }

  /**
   * The pending cases of the account that have an intent of then or later, or of an approved plan:
   * each with that plan, or an empty text.
   */
  public Map<String, String> begun(String account, long createdAt) {
    return session
        .list(
            rows -> Map.entry(rows.getString("case_id"), rows.getString("plan")),
            """
            select case_id, coalesce(max(plan), '') as plan from intent
            where (created_at >= ? or plan is not null) and case_id in
              (select id from condemned where account = ? and closed_at is null)
            group by case_id
            """,
            createdAt,
            account)
        .stream()
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  /** When the last pause was about to be sent, in milliseconds; null where none is remembered. */
  public @Nullable Long lastPause() {
    return session.first(
        rows -> rows.getLong(1),
        """
        select created_at from intent where action = 'pause' order by created_at desc limit 1
        """);
  }

  /** Every intent of one case, oldest first. */
  public List<IntentRow> ofCase(String caseId) {
    return session.list(ROWS, ROWS.select("where case_id = ? order by created_at, id"), caseId);
  }

  /**
   * Forgets intents closed before {@code before}, at most {@code maxRows}.
   *
   * @return how many
   */
  int prune(long before, int maxRows) {
    return session.update(
        """
        delete from intent where id in
          (select id from intent where closed_at < ? limit ?)
        """,
        before,
        maxRows);
  }
}
