package io.github.e2breconciler.http;

/**
 * What a listener is called in the log, and where its address is set.
 *
 * @param text what it takes, {@code webhooks}
 * @param section of the configuration, with {@code host} and {@code port} in it
 * @param portVariable the environment variable that stands for the port
 */
public record ListenerName(String text, String section, String portVariable) {

  @Override
  public String toString() {
    return text;
  }

  String hostKey() {
    return section + ".host";
  }

  String portKeys() {
    return section + ".port or " + portVariable;
  }
}
