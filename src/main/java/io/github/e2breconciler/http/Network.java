package io.github.e2breconciler.http;

import java.net.InetAddress;
import java.util.regex.Pattern;

/**
 * The addresses that begin with the same bits.
 *
 * @param prefix how many bits
 */
record Network(InetAddress address, int prefix) {

  /** Java also takes {@code 10} and {@code 10.1} for addresses, of other hosts than one thinks. */
  private static final Pattern WHOLE = Pattern.compile("[0-9]+(\\.[0-9]+){3}|.*:.*");

  Network {
    if (prefix < 0 || prefix > address.getAddress().length * Byte.SIZE) {
      throw new IllegalArgumentException("prefix is out of range: " + prefix);
    }
  }

  /**
   * Reads {@code 10.0.0.0/8}, {@code 2001:db8::/32}, or a single address.
   *
   * @throws IllegalArgumentException if it is neither
   */
  static Network parse(String text) {
    var slash = text.indexOf('/');
    var literal = slash < 0 ? text : text.substring(0, slash);
    if (!WHOLE.matcher(literal).matches()) {
      throw new IllegalArgumentException("not a whole address: " + literal);
    }
    var address = InetAddress.ofLiteral(literal);
    var bits = address.getAddress().length * Byte.SIZE;
    return new Network(address, slash < 0 ? bits : Integer.parseInt(text.substring(slash + 1)));
  }

  boolean contains(InetAddress other) {
    var ours = address.getAddress();
    var theirs = other.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    for (var bit = 0; bit < prefix; bit++) {
      var mask = 0x80 >> bit % Byte.SIZE;
      if (((ours[bit / Byte.SIZE] ^ theirs[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}
