package io.github.e2breconciler.doctor;

import io.github.e2breconciler.http.TlsFiles;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Trusts the one certificate that a listener of ours is to show, whatever name it was called by: on
 * this machine that is an address, and the certificate's names are the public ones.
 */
final class OurCertificate extends X509ExtendedTrustManager {

  private final X509Certificate ours;

  private OurCertificate(X509Certificate ours) {
    this.ours = ours;
  }

  /**
   * A client's context.
   *
   * @throws IllegalStateException if the file is no longer what it was when the settings were read
   */
  static SSLContext trusted(TlsFiles tls) {
    try (var in = Files.newInputStream(tls.certificate())) {
      var ours = CertificateFactory.getInstance("X.509").generateCertificates(in).iterator().next();
      var context = SSLContext.getInstance("TLS");
      var trust = new TrustManager[] {new OurCertificate((X509Certificate) ours)};
      context.init(null, trust, null);
      return context;
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException("cannot read " + tls.certificate(), e);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
    if (chain.length == 0 || !chain[0].equals(ours)) {
      throw new CertificateException("it shows another certificate than the configured one");
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, type);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    checkServerTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
    throw new CertificateException("no client is trusted");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, type);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, type);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
