package io.github.e2breconciler.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate of {@code localhost} that its own key signed, as two PEM files.
 *
 * @param trusting a client's context that trusts it and nobody else
 */
public record SelfSigned(Path certificate, Path key, SSLContext trusting) {

  private static final char[] PASSWORD = "changeit".toCharArray();

  /** Makes one of an algorithm of keytool's: EC, RSA, Ed25519. Files of that name are replaced. */
  public static SelfSigned create(Path folder, String name, String algorithm) throws Exception {
    var store = folder.resolve(name + ".p12");
    Files.deleteIfExists(store);
    run(
        Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
        "-genkeypair",
        "-alias",
        "server",
        "-keyalg",
        algorithm,
        "-dname",
        "CN=localhost",
        "-ext",
        "SAN=dns:localhost,ip:127.0.0.1",
        "-keystore",
        store.toString(),
        "-storepass",
        new String(PASSWORD));
    var keys = KeyStore.getInstance(store.toFile(), PASSWORD);
    var certificate = keys.getCertificate("server");
    var files =
        new SelfSigned(
            folder.resolve(name + ".crt"), folder.resolve(name + ".key"), trust(certificate));
    write(files.certificate(), "CERTIFICATE", certificate.getEncoded());
    write(files.key(), "PRIVATE KEY", keys.getKey("server", PASSWORD).getEncoded());
    return files;
  }

  private static void run(String... command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(List.of(command)).redirectErrorStream(true).start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (process.waitFor() != 0) {
      throw new AssertionError(output);
    }
  }

  private static void write(Path file, String what, byte[] bytes) throws IOException {
    var base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
    Files.writeString(
        file, "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(what, base64));
  }

  private static SSLContext trust(Certificate certificate)
      throws GeneralSecurityException, IOException {
    var anchors = KeyStore.getInstance(KeyStore.getDefaultType());
    anchors.load(null, null);
    anchors.setCertificateEntry("server", certificate);
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(anchors);
    var context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
