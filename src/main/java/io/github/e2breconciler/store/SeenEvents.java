package io.github.e2breconciler.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which events are stored, by account and id, and where.
 *
 * <p>About 30 bytes an event, of which there may be millions: of account and id only a print is
 * kept, the first 128 bits of their SHA-256. Two events with one print would be taken for one, and
 * the second be lost; among ten million that has a chance of one in 10^24, also where somebody
 * chooses the ids. A UUID would fit as it is, but not beside its account.
 *
 * <p>Safe for many threads, and nobody waits for more than one growth of one of its tables.
 */
final class SeenEvents {

  private static final int TABLES = 64; // a power of two; one of millions grows in a millisecond

  private final PrintTable[] tables =
      Stream.generate(PrintTable::new).limit(TABLES).toArray(PrintTable[]::new);

  /** The first bits of a SHA-256. */
  private record Print(long high, long low) {

    static Print of(String account, String id) {
      var digest = sha256();
      digest.update(account.getBytes(UTF_8));
      digest.update((byte) 0); // no account's name holds one
      var bits = ByteBuffer.wrap(digest.digest(id.getBytes(UTF_8)));
      return new Print(bits.getLong(), bits.getLong());
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java has SHA-256", e);
      }
    }
  }

  /** The place of the event, or null. */
  @Nullable Long placeOf(String account, String id) {
    var print = Print.of(account, id);
    var place = tableOf(print).find(print.high(), print.low());
    return place == PrintTable.NONE ? null : Long.valueOf(place);
  }

  void add(String account, String id, long seq) {
    var print = Print.of(account, id);
    tableOf(print).put(print.high(), print.low(), seq);
  }

  void remove(String account, String id) {
    var print = Print.of(account, id);
    tableOf(print).remove(print.high(), print.low());
  }

  /** By other bits than those by which a table finds its slots. */
  private PrintTable tableOf(Print print) {
    return tables[(int) print.low() & (TABLES - 1)];
  }
}
