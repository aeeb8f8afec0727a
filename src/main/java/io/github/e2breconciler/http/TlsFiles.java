package io.github.e2breconciler.http;

import io.github.e2breconciler.config.ConfigReader;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;

/**
 * Where a listener's certificate is, in PEM.
 *
 * @param certificate the server's certificate, then those that sign it
 * @param key its private key, PKCS#8, unencrypted
 */
public record TlsFiles(Path certificate, Path key) {

  private static final String CERTIFICATE = "certificate-file";
  private static final String KEY = "key-file";

  /** Reads the section {@code tls}; null where it has neither file. */
  static @Nullable TlsFiles read(ConfigReader in) {
    @Nullable String certificate = in.text(CERTIFICATE);
    @Nullable String key = in.text(KEY);
    if (certificate == null || key == null) {
      if (certificate != null || key != null) {
        in.problem(certificate == null ? CERTIFICATE : KEY, "is missing beside the other file");
      }
      return null;
    }
    try {
      var files = new TlsFiles(Path.of(certificate), Path.of(key));
      var _ = ServerCertificate.load(files); // a mistake is told at start
      return files;
    } catch (InvalidPathException e) {
      in.problem(CERTIFICATE, "or " + KEY + " is no path");
    } catch (IOException | GeneralSecurityException e) {
      in.problem(CERTIFICATE, "and " + KEY + " do not serve: " + e.getMessage());
    }
    return null;
  }
}
