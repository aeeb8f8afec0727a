package io.github.e2breconciler.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import org.jdbi.v3.core.statement.UnableToExecuteStatementException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ReasonTest {

  private static final String QUOTING = "insert into event values ('secret') was aborted";

  private final SQLException said = new SQLException("the disk is full");

  @Test
  void isWhatTheDatabaseSaid() {
    assertThat(Reason.of(thrown(said))).isEqualTo("the disk is full");
    assertThat(Reason.cause(thrown(said))).isSameAs(said);
  }

  @Test
  void isTheFailureItselfWhereTheDatabaseSaidNothing() {
    assertThat(Reason.of(new IllegalStateException("odd"))).isEqualTo("odd");
    assertThat(Reason.of(new IllegalStateException())).contains("IllegalStateException");
  }

  @Test
  void isBesideABatchThatQuotesItsRows() {
    var next = batch(null);
    next.setNextException(said);

    assertThat(Reason.cause(thrown(batch(said)))).isSameAs(said);
    assertThat(Reason.cause(thrown(next))).isSameAs(said);
  }

  @Test
  void isASentenceWhereABatchHasNothingElse() {
    assertThat(Reason.of(thrown(batch(null)))).endsWith("SQLState 23514");
    assertThat(Reason.of(thrown(batch(batch(null))))).endsWith("SQLState 23514");
    assertThat(Reason.cause(thrown(batch(null)))).hasNoCause();
  }

  private static BatchUpdateException batch(@Nullable Throwable cause) {
    return new BatchUpdateException(QUOTING, "23514", 0, new int[0], cause);
  }

  private static RuntimeException thrown(SQLException cause) {
    return new UnableToExecuteStatementException("cannot execute", cause, null);
  }
}
