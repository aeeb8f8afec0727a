package io.github.e2breconciler.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.e2breconciler.config.ConfigException;
import io.github.e2breconciler.config.ConfigReader;
import io.github.e2breconciler.testing.SelfSigned;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TlsFilesTest {

  @TempDir private Path folder;

  @Test
  void isPlainByDefault() {
    var in = ConfigReader.parse("", Map.of());

    assertThat(TlsFiles.read(in)).isNull();
    in.finish();
  }

  @ParameterizedTest
  @ValueSource(strings = {"EC", "RSA", "Ed25519"})
  void readsACertificateOfEveryKind(String algorithm) throws Exception {
    var made = SelfSigned.create(folder, "server", algorithm);
    var in = config(made.certificate(), made.key());

    assertThat(TlsFiles.read(in)).isEqualTo(new TlsFiles(made.certificate(), made.key()));
    in.finish();
  }

  @Test
  void asksForBothFiles() throws Exception {
    var made = SelfSigned.create(folder, "server", "EC");
    var in = ConfigReader.parse("certificate-file: " + made.certificate(), Map.of());
    TlsFiles.read(in);

    assertThatThrownBy(in::finish)
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("key-file is missing");
  }

  @Test
  void tellsWhichFileIsNotThere() throws Exception {
    var made = SelfSigned.create(folder, "server", "EC");

    assertThat(mistake(folder.resolve("nowhere"), made.key())).contains("there is no file");
    assertThat(mistake(made.certificate(), folder.resolve("nowhere"))).contains("there is no file");
  }

  @Test
  void tellsWhatDoesNotFit() throws Exception {
    var one = SelfSigned.create(folder, "one", "EC");
    var two = SelfSigned.create(folder, "two", "EC");
    var three = SelfSigned.create(folder, "three", "RSA");

    assertThat(mistake(one.certificate(), two.key())).contains("the key is not the certificate's");
    assertThat(mistake(one.certificate(), three.key())).contains("not a key of the certificate's");
    assertThat(mistake(one.key(), one.key())).contains("certificate");
    assertThat(mistake(one.certificate(), one.certificate())).contains("PKCS#8", "openssl");
  }

  @Test
  void neverShowsTheKey() throws Exception {
    var made = SelfSigned.create(folder, "server", "EC");
    var broken = folder.resolve("broken.key");
    Files.writeString(
        broken, "-----BEGIN PRIVATE KEY-----\nc2VjcmV0IHNlY3JldA==\n-----END PRIVATE KEY-----\n");

    assertThat(mistake(made.certificate(), broken))
        .contains("broken.key")
        .doesNotContain("c2VjcmV0", "secret secret");
  }

  @Test
  void asksNobodyForTheNamesOfClients() throws Exception {
    var address = InetAddress.getByAddress(new byte[] {127, 0, 0, 1}); // every machine knows a name

    assertThat(address.getHostName()).isEqualTo("127.0.0.1");
    assertThat(InetAddress.getByName("localhost").isLoopbackAddress()).isTrue();
  }

  private static String mistake(Path certificate, Path key) {
    var in = config(certificate, key);
    TlsFiles.read(in);
    try {
      in.finish();
      return "";
    } catch (ConfigException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static ConfigReader config(Path certificate, Path key) {
    return ConfigReader.parse(
        "certificate-file: %s%nkey-file: %s%n".formatted(certificate, key), Map.of());
  }
}
