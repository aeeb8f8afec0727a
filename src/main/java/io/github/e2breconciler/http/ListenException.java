package io.github.e2breconciler.http;

import java.io.IOException;
import java.io.Serial;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** A listener could not be opened. */
public final class ListenException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  ListenException(String message) {
    super(message);
  }

  ListenException(String message, Throwable cause) {
    super(message, cause);
  }

  /** The server tells nobody what it met, so we try the address ourselves. */
  static ListenException of(ListenerName name, String host, int port) {
    var what = "%s port %s:%d ".formatted(name, host, port);
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(host, port));
      return new ListenException(what + "could not be opened; it is free by now, so try again");
    } catch (BindException e) {
      return String.valueOf(e.getMessage()).contains("in use")
          ? new ListenException(what + "is taken; set " + name.portKeys(), e)
          : new ListenException(
              what + "cannot be had: " + e.getMessage() + "; see " + name.hostKey(), e);
    } catch (IOException e) {
      return new ListenException(
          what + "cannot be had: " + e.getMessage() + "; set " + name.portKeys(), e);
    }
  }

  static ListenException unresolved(ListenerName name, String host) {
    return new ListenException(name.hostKey() + " does not resolve: " + host);
  }
}
