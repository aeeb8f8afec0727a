package io.github.e2breconciler.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.sandbox.AccountId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/** The file holds signatures that others published, and ours computed by another program. */
final class SignatureTest {

  private static final byte[] BODY = "{\"sandbox_id\":\"iabc\"}".getBytes(UTF_8);
  private static final Secret OLD = Secret.of("the old secret");
  private static final Secret NEW = Secret.of("the new secret");
  private static final Secret FOREIGN = Secret.of("a secret of somebody else");

  @ParameterizedTest(name = "{0}")
  @CsvFileSource(
      resources = "signatures.tsv",
      delimiter = '\t',
      quoteCharacter = '`',
      numLinesToSkip = 1,
      ignoreLeadingAndTrailingWhitespace = false)
  void tellsTrueFromFalse(
      String name,
      String expected,
      @Nullable String secret,
      @Nullable String signature,
      String body) {
    var secrets = secret == null ? new Secret[0] : new Secret[] {Secret.of(secret)};
    var signatures = signature == null ? List.<String>of() : List.of(signature);

    assertThat(Signature.verifies(e2b(secrets), signatures, body.getBytes(UTF_8)))
        .as(name)
        .isEqualTo(expected.equals("valid"));
  }

  @Test
  void signsAsE2bDoes() {
    var body =
        "{\"id\":\"00000000-0000-4000-8000-000000000001\",\"type\":\"sandbox.lifecycle.created\","
            + "\"sandbox_id\":\"iabc123def456ghi789jk\"}";

    assertThat(Signature.sign(Secret.of("whsec_test"), body.getBytes(UTF_8)))
        .isEqualTo("z5Id/6ZNGU0E3IgzL0IKQH6yj45wTUgKwm7+gD7D+Cs");
  }

  @Test
  void acceptsNoSpellingWithBitsThatNoDigestHas() {
    var signature = Signature.sign(OLD, BODY);
    var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    var last = alphabet.indexOf(signature.charAt(42));

    for (var bits = 1; bits < 4; bits++) {
      var other = signature.substring(0, 42) + alphabet.charAt(last + bits);
      assertThat(verifies(e2b(OLD), other)).as(other).isFalse();
      assertThat(verifies(e2b(OLD), other + "=")).as(other).isFalse();
    }
    assertThat(verifies(e2b(OLD), signature + "=")).isTrue();
  }

  @Test
  void acceptsEverySecretWhileRotating() {
    var account = e2b(OLD, NEW);

    assertThat(verifies(account, Signature.sign(OLD, BODY))).isTrue();
    assertThat(verifies(account, Signature.sign(NEW, BODY))).isTrue();
    assertThat(verifies(account, Signature.sign(FOREIGN, BODY))).isFalse();
  }

  @Test
  void acceptsNothingWithoutASecret() {
    assertThat(verifies(e2b(), Signature.sign(FOREIGN, BODY))).isFalse();
    assertThat(verifies(e2b(), "")).isFalse();
  }

  @Test
  void acceptsHmacOnlyWhereTheAccountDoes() {
    var hmac = Signature.signHmac(OLD, BODY);
    var both = new WebhookAccount(id(), List.of(OLD), Set.of(SignatureScheme.values()));
    var hmacOnly = new WebhookAccount(id(), List.of(OLD), Set.of(SignatureScheme.HMAC_SHA256));

    assertThat(verifies(e2b(OLD), hmac)).isFalse();
    assertThat(verifies(both, hmac)).isTrue();
    assertThat(verifies(both, hmac.toUpperCase(Locale.ROOT))).isTrue();
    assertThat(verifies(both, "sha256=" + hmac)).isFalse();
    assertThat(verifies(both, hmac.substring(1))).isFalse();
    assertThat(verifies(both, Signature.signHmac(FOREIGN, BODY))).isFalse();
    assertThat(verifies(both, Signature.sign(OLD, BODY))).isTrue();
    assertThat(verifies(hmacOnly, Signature.sign(OLD, BODY))).isFalse();
  }

  @Test
  void refusesEveryOtherBody() {
    var signature = Signature.sign(OLD, BODY);

    for (var i = 0; i < BODY.length; i++) {
      var other = BODY.clone();
      other[i] ^= 1;
      assertThat(Signature.verifies(e2b(OLD), List.of(signature), other)).isFalse();
    }
    assertThat(
            Signature.verifies(e2b(OLD), List.of(signature), Arrays.copyOf(BODY, BODY.length + 1)))
        .isFalse();
  }

  private static boolean verifies(WebhookAccount account, String signature) {
    return Signature.verifies(account, List.of(signature), BODY);
  }

  private static WebhookAccount e2b(Secret... secrets) {
    return new WebhookAccount(id(), List.of(secrets), Set.of(SignatureScheme.E2B));
  }

  private static AccountId id() {
    return new AccountId("default");
  }
}
