package io.github.e2breconciler.webhook;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a delivery before its body is read.
 *
 * @param account the name that the path gives, known or not; null where it gives none
 * @param source where it came from, past the proxies that we trust
 * @param signatures what stands where senders put theirs, as it stands there
 * @param version of the signature, as it stands there
 * @param bytes the announced size of the body, or {@link #IN_CHUNKS}
 */
public record Envelope(
    @Nullable String account,
    InetAddress source,
    List<String> signatures,
    String version,
    long bytes) {

  /** The size of a body that is only known at its end. */
  public static final long IN_CHUNKS = -1;

  public Envelope {
    signatures = List.copyOf(signatures);
    if (bytes < IN_CHUNKS) {
      throw new IllegalArgumentException("size is negative: " + bytes);
    }
  }

  /**
   * The envelope of a delivery whose headers are in a map, their names in any case.
   *
   * @param account null where the path names none
   * @param bytes the size of the body
   */
  public static Envelope of(
      @Nullable String account, InetAddress source, Map<String, String> headers, long bytes) {
    var byName = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
    byName.putAll(headers);
    return new Envelope(
        account,
        source,
        Stream.of(Signature.HEADER, Signature.HMAC_HEADER)
            .filter(byName::containsKey)
            .map(name -> byName.getOrDefault(name, ""))
            .toList(),
        byName.getOrDefault(Signature.VERSION_HEADER, Signature.VERSION),
        bytes);
  }
}
