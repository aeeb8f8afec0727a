package io.github.e2breconciler.store;

import java.sql.Types;
import org.jdbi.v3.core.argument.AbstractArgumentFactory;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.config.ConfigRegistry;

/**
 * Texts as PostgreSQL takes them. It refuses the character NUL, and an event that can never be
 * stored would fail the commits of all that share one with it.
 */
final class PlainText extends AbstractArgumentFactory<String> {

  private static final char NUL = '\0';
  private static final char REPLACEMENT = '\uFFFD';

  PlainText() {
    super(Types.VARCHAR);
  }

  @Override
  protected Argument build(String value, ConfigRegistry config) {
    return (position, statement, _) -> statement.setString(position, of(value));
  }

  static String of(String value) {
    return value.indexOf(NUL) < 0 ? value : value.replace(NUL, REPLACEMENT);
  }
}
