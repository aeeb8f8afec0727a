package io.github.e2breconciler.store;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.generic.GenericType;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;
import org.jspecify.annotations.Nullable;

/** Intents, open and closed. Few are open at a time: the caps see to that. */
public final class IntentTable {

  private static final RowMapper<IntentRow> ROW = ConstructorMapper.of(IntentRow.class);
  private static final String UPSERT = Sql.upsert("intent", IntentRow.class, "id");

  private final Handle handle;

  IntentTable(Handle handle) {
    this.handle = handle;
  }

  /** Adds the intent or replaces the one with its id. */
  public void upsert(IntentRow row) {
    handle.createUpdate(UPSERT).bindMethods(row).execute();
  }

  /** The intent, or null. */
  public @Nullable IntentRow find(String id) {
    return handle
        .createQuery("select * from intent where id = :id")
        .bind("id", id)
        .map(ROW)
        .findOne()
        .orElse(null);
  }

  /** The intents that are not closed, oldest first. */
  public List<IntentRow> open() {
    return handle
        .createQuery("select * from intent where closed_at is null order by created_at, id")
        .map(ROW)
        .list();
  }

  /**
   * The open intents for one sandbox.
   *
   * @param account null: in any account
   */
  public List<IntentRow> openFor(@Nullable String account, String sandbox) {
    return handle
        .createQuery(
            "select * from intent where closed_at is null and sandbox = :sandbox order by id")
        .bind("sandbox", sandbox)
        .map(ROW)
        .list()
        .stream()
        .filter(row -> account == null || row.account().equals(account))
        .toList();
  }

  /**
   * The open intents for any of these sandboxes.
   *
   * @param account null: in any account
   */
  public List<IntentRow> openForSandboxes(@Nullable String account, Collection<String> sandboxes) {
    var wanted = Set.copyOf(sandboxes);
    return open().stream()
        .filter(row -> account == null || row.account().equals(account))
        .filter(row -> wanted.contains(row.sandbox()))
        .toList();
  }

  /**
   * The sandboxes of the account that one acted on: those of whose cases any had its first intent,
   * of no approved plan, at or after then.
   */
  public Set<String> sandboxesSince(String account, long createdAt) {
    return handle
        .createQuery(
            """
            select distinct sandbox from intent
            where account = :account and created_at >= :createdAt and plan is null
              and not exists
                (select 1 from intent as earlier
                 where earlier.case_id = intent.case_id and earlier.created_at < :createdAt)
            """)
        .bind("account", account)
        .bind("createdAt", createdAt)
        .mapTo(String.class)
        .set();
  }

  /**
   * The pending cases of the account that have an intent, each with the approved plan that one of
   * them belongs to, or an empty text.
   */
  public Map<String, String> begun(String account) {
    return handle
        .createQuery(
            """
            select case_id, coalesce(max(plan), '') as plan from intent
            where case_id in
              (select id from condemned where account = :account and closed_at is null)
            group by case_id
            """)
        .bind("account", account)
        .setMapKeyColumn("case_id")
        .setMapValueColumn("plan")
        .collectInto(new GenericType<Map<String, String>>() {});
  }

  /** Every intent of one case, oldest first. */
  public List<IntentRow> ofCase(String caseId) {
    return handle
        .createQuery("select * from intent where case_id = :caseId order by created_at, id")
        .bind("caseId", caseId)
        .map(ROW)
        .list();
  }

  /**
   * Forgets intents closed before {@code before}, at most {@code maxRows}.
   *
   * @return how many
   */
  int prune(long before, int maxRows) {
    return handle
        .createUpdate(
            """
            delete from intent where id in
              (select id from intent where closed_at < :before limit :maxRows)
            """)
        .bind("before", before)
        .bind("maxRows", maxRows)
        .execute();
  }
}
