package io.github.e2breconciler.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.helidon.common.tls.Tls;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A certificate chain and its key, read and found to fit. Nothing of the key is ever in a message.
 *
 * @param fingerprint of both files, to see whether they changed
 */
record ServerCertificate(Tls tls, String fingerprint) {

  private static final Pattern PKCS8 =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");

  /**
   * Reads both files.
   *
   * @throws IOException if one cannot be read
   * @throws GeneralSecurityException if one is not what it should be, or they do not fit
   */
  static ServerCertificate load(TlsFiles files) throws IOException, GeneralSecurityException {
    var certificates = bytes(files.certificate());
    var key = bytes(files.key());
    var chain = chain(certificates, files.certificate());
    var publicKey = chain.getFirst().getPublicKey();
    var privateKey = privateKey(key, publicKey.getAlgorithm(), files.key());
    if (!fit(privateKey, publicKey)) {
      throw new SignatureException("the key is not the certificate's");
    }
    var tls = Tls.builder().privateKey(privateKey).privateKeyCertChain(chain).build();
    return new ServerCertificate(tls, fingerprint(certificates, key));
  }

  /** What {@link #fingerprint()} would be now. */
  static String fingerprint(TlsFiles files) throws IOException, GeneralSecurityException {
    return fingerprint(bytes(files.certificate()), bytes(files.key()));
  }

  private static byte[] bytes(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IOException("there is no file " + file, e);
    } catch (IOException e) {
      throw new IOException("cannot read " + file, e);
    }
  }

  private static List<X509Certificate> chain(byte[] pem, Path file) throws CertificateException {
    try {
      var chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (!chain.isEmpty()) {
        return chain;
      }
    } catch (CertificateException e) {
      throw new CertificateException(file + " is not a certificate chain in PEM", e);
    }
    throw new CertificateException(file + " has no certificate in PEM");
  }

  private static PrivateKey privateKey(byte[] pem, String algorithm, Path file)
      throws GeneralSecurityException {
    var matcher = PKCS8.matcher(new String(pem, US_ASCII));
    if (!matcher.find()) {
      throw new GeneralSecurityException(
          file + " is not an unencrypted PKCS#8 key in PEM; convert: openssl pkcs8 -topk8 -nodes");
    }
    try {
      var bytes = Base64.getMimeDecoder().decode(matcher.group(1));
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(bytes));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new GeneralSecurityException(file + " is not a key of the certificate's kind");
    }
  }

  private static boolean fit(PrivateKey privateKey, PublicKey publicKey)
      throws GeneralSecurityException {
    var algorithm =
        switch (publicKey.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> publicKey.getAlgorithm(); // EdDSA is both
        };
    var signer = Signature.getInstance(algorithm);
    signer.initSign(privateKey);
    signer.update((byte) 1);
    var signature = signer.sign();
    signer.initVerify(publicKey);
    signer.update((byte) 1);
    return signer.verify(signature);
  }

  private static String fingerprint(byte[] certificates, byte[] key)
      throws GeneralSecurityException {
    var sha256 = MessageDigest.getInstance("SHA-256");
    sha256.update(certificates);
    return HexFormat.of().formatHex(sha256.digest(key));
  }
}
