package io.github.e2breconciler.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.stream.Stream;

/**
 * Name resolution as ever, but for the way back. Helidon 4.5 asks for the name of every client that
 * connects with TLS, and a resolver that is slow, or made slow by whoever owns the client's address
 * range, would hold each of them up for seconds. Nothing of ours wants such a name.
 *
 * <p>Found by {@link java.util.ServiceLoader}, for the whole process.
 */
public final class NoReverseLookups extends InetAddressResolverProvider {

  @Override
  public String name() {
    return "without reverse lookups";
  }

  @Override
  public InetAddressResolver get(Configuration configuration) {
    return new ForwardOnly(configuration.builtinResolver());
  }

  private record ForwardOnly(InetAddressResolver builtin) implements InetAddressResolver {

    @Override
    public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
        throws UnknownHostException {
      return builtin.lookupByName(host, policy);
    }

    /** Whoever asks goes on with the address as text. */
    @Override
    public String lookupByAddress(byte[] address) throws UnknownHostException {
      throw new UnknownHostException("reverse lookups are off");
    }
  }
}
