package io.github.e2breconciler.http;

import io.helidon.common.tls.Tls;
import java.io.IOException;
import java.security.GeneralSecurityException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when the files of a certificate change. Whoever renews them writes one after the other:
 * what does not fit is told once, and looked at again when it changes. One thread at a time.
 */
final class CertificateWatch {

  private static final Logger log = LoggerFactory.getLogger(CertificateWatch.class);

  private final TlsFiles files;
  private @Nullable String fingerprint;
  private String complaint = "";

  CertificateWatch(TlsFiles files) {
    this.files = files;
  }

  /** What the files hold, if it is other than before and serves; null if not. */
  @Nullable Tls changed() {
    try {
      var now = ServerCertificate.fingerprint(files);
      if (now.equals(fingerprint)) {
        return null;
      }
      fingerprint = now;
      var tls = ServerCertificate.load(files).tls();
      complaint = "";
      return tls;
    } catch (IOException | GeneralSecurityException e) {
      complain(String.valueOf(e.getMessage()));
      return null;
    }
  }

  private void complain(String reason) {
    if (!reason.equals(complaint)) {
      log.error("a new certificate does not serve; the old one stays reason=\"{}\"", reason);
    }
    complaint = reason;
  }
}
