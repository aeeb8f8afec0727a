package io.github.e2breconciler.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.e2breconciler.testing.SelfSigned;
import io.helidon.webserver.http.HttpRouting;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ListenerTlsIT {

  private static final String LOOPBACK = InetAddress.getLoopbackAddress().getHostAddress();

  @TempDir private Path folder;
  private SelfSigned old;
  private SelfSigned next;
  private TlsFiles files;
  private Listener listener;

  @BeforeEach
  void start() throws Exception {
    old = SelfSigned.create(folder, "old", "EC");
    next = SelfSigned.create(folder, "next", "RSA");
    files = new TlsFiles(folder.resolve("tls.crt"), folder.resolve("tls.key"));
    renew(old.certificate(), old.key());
    var settings = new ListenerSettings(LOOPBACK, 0, files);
    var routing = HttpRouting.builder().get("/", (_, response) -> response.send("here"));
    listener =
        new Listener(
            new ListenerName("test", "server", "TEST_PORT"),
            settings,
            port -> Listeners.create(settings.onPort(port), routing, System::nanoTime, _ -> {}));
    listener.start();
  }

  @AfterEach
  void stop() {
    listener.stop();
  }

  @Test
  void answersOverTlsAndNoticesThatItDoes() throws Exception {
    listener.step();

    assertThat(listener.up()).isTrue();
    assertThat(answer(old)).contains("200", "here");
  }

  @Test
  void takesANewCertificateWithoutARestart() throws Exception {
    listener.step();
    assertThat(answer(old)).contains("here");

    renew(next.certificate(), next.key());
    listener.step();

    assertThat(answer(next)).contains("here");
    assertThatThrownBy(() -> answer(old)).isInstanceOf(SSLException.class);
  }

  @Test
  void keepsItsCertificateUntilTheNewOneFitsItsKey() throws Exception {
    listener.step();

    renew(next.certificate(), old.key());
    listener.step();
    assertThat(answer(old)).contains("here");

    renew(next.certificate(), next.key());
    listener.step();
    assertThat(answer(next)).contains("here");
  }

  @Test
  void keepsItsCertificateWhileTheFilesAreGone() throws Exception {
    listener.step();
    Files.delete(files.key());

    listener.step();

    assertThat(answer(old)).contains("here");
  }

  private void renew(Path certificate, Path key) throws IOException {
    Files.copy(certificate, files.certificate(), StandardCopyOption.REPLACE_EXISTING);
    Files.copy(key, files.key(), StandardCopyOption.REPLACE_EXISTING);
  }

  private String answer(SelfSigned trusted) throws IOException {
    var sockets = trusted.trusting().getSocketFactory();
    try (var socket = (SSLSocket) sockets.createSocket(LOOPBACK, listener.port())) {
      var request = "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
    }
  }
}
