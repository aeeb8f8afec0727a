package io.github.e2breconciler.webhook;

import static io.github.e2breconciler.webhook.WebhookFixture.BLUE;
import static io.github.e2breconciler.webhook.WebhookFixture.BLUE_ID;
import static io.github.e2breconciler.webhook.WebhookFixture.GREEN;
import static io.github.e2breconciler.webhook.WebhookFixture.GREEN_ID;
import static io.github.e2breconciler.webhook.WebhookFixture.NOW;
import static io.github.e2breconciler.webhook.WebhookFixture.event;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.e2breconciler.config.Secret;
import io.github.e2breconciler.event.EventTypes;
import io.github.e2breconciler.http.Json;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ReceptionTest {

  private static final byte[] KILL = event(EventTypes.KILLED, "id-1");

  private final RecordingInbox inbox = new RecordingInbox();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Reception reception =
      new Reception(
          List.of(
              new WebhookAccount(BLUE_ID, List.of(BLUE), Set.of(SignatureScheme.E2B)),
              new WebhookAccount(GREEN_ID, List.of(GREEN), Set.of(SignatureScheme.values()))),
          inbox,
          InstantSource.fixed(NOW),
          () -> 0,
          meters);

  @Test
  void takesAnEventWhateverTheCaseOfHeaders() {
    var headers =
        Map.of("E2B-Signature", Signature.sign(BLUE, KILL), "E2B-SIGNATURE-VERSION", "v1");

    var receipt = receive(null, headers, KILL);

    assertThat(text(receipt))
        .isEqualTo(
            "200 {\"success\":true,\"message\":\"Event kill processed successfully\","
                + "\"sandboxId\":\"iabc\",\"timestamp\":\"2026-08-21T20:00:22.50Z\"}");
    assertThat(receipt.again()).isFalse();
    assertThat(inbox.taken()).extracting(RecordingInbox.Taken::account).containsExactly(BLUE_ID);
  }

  @Test
  void knowsAnEventThatItTookBefore() {
    deliver(BLUE, KILL);

    assertThat(text(deliver(BLUE, KILL)))
        .startsWith("200 {\"success\":true,\"message\":\"Event kill already processed\"");
    assertThat(inbox.taken()).hasSize(1);
  }

  @Test
  void takesEachSecretOfAnAccountWhileItIsRotated() {
    var old = Secret.of("the secret of before");
    var rotating =
        new Reception(
            List.of(new WebhookAccount(BLUE_ID, List.of(BLUE, old), Set.of(SignatureScheme.E2B))),
            inbox,
            InstantSource.fixed(NOW),
            () -> 0,
            meters);

    for (var secret : List.of(BLUE, old)) {
      var envelope = envelope(null, TestEvent.headers(secret, KILL), KILL.length);

      assertThat(rotating.receive(envelope, () -> KILL).status()).isEqualTo(200);
    }
  }

  @Test
  void readsNoBodyThatTheEnvelopeAloneRefuses() {
    var unsigned = reception.receive(envelope(null, Map.of(), 100), ReceptionTest::never);
    var newer = Map.of("e2b-signature", Signature.sign(BLUE, KILL), "e2b-signature-version", "v2");
    var unknown =
        reception.receive(
            envelope("red", TestEvent.headers(BLUE, KILL), 100), ReceptionTest::never);

    assertThat(text(unsigned)).isEqualTo("401 {\"error\":\"Invalid signature\"}");
    assertThat(text(reception.receive(envelope(null, newer, 100), ReceptionTest::never)))
        .isEqualTo("401 {\"error\":\"Unsupported signature version\"}");
    assertThat(text(unknown)).isEqualTo("404 {\"error\":\"Unknown account\"}");
    assertThat(List.of(unsigned, unknown)).noneMatch(Receipt::opened);
    assertThat(refused("invalid-signature")).isOne();
    assertThat(refused("unsupported-version")).isOne();
  }

  @Test
  void readsAnUnsignedBodyInChunksForItsSizeGoesFirst() {
    var receipt =
        reception.receive(envelope(null, Map.of(), Envelope.IN_CHUNKS), () -> new byte[100]);

    assertThat(text(receipt)).isEqualTo("401 {\"error\":\"Invalid signature\"}");
    assertThat(receipt.opened()).isTrue();
  }

  @Test
  void holdsANamedAccountToItsOwnSecret() {
    assertThat(receive("blue", TestEvent.headers(BLUE, KILL), KILL).status()).isEqualTo(200);
    assertThat(receive("blue", TestEvent.headers(GREEN, KILL), KILL).status()).isEqualTo(401);
  }

  @Test
  void tellsOfBurstOfWrongSignaturesOnce() {
    var wrong = TestEvent.headers(Secret.of("another"), KILL);
    for (var i = 0; i < SignatureBurst.MANY; i++) {
      assertThat(inbox.distrusted()).isEmpty();
      receive("blue", wrong, KILL);
    }
    receive("blue", wrong, KILL);

    assertThat(inbox.distrusted()).containsExactly(BLUE_ID);
  }

  @Test
  void asksForTheEventAgainWhenItCannotStoreIt() {
    inbox.fail("the disk is full");

    var receipt = deliver(BLUE, KILL);

    assertThat(text(receipt)).isEqualTo("503 {\"error\":\"Cannot store the event now\"}");
    assertThat(receipt.again()).isTrue();
  }

  @Test
  void keepsNoRoomForABodyThatNeverCame() {
    var large = envelope(null, TestEvent.headers(BLUE, KILL), 1 << 20);
    for (var i = 0; i < 100; i++) {
      assertThatThrownBy(() -> reception.receive(large, ReceptionTest::never))
          .hasMessageContaining("asked for");
    }

    assertThat(reception.receive(large, () -> KILL).status()).isEqualTo(200);
  }

  @Test
  void holdsABodyThatNeverCameAgainstItsSource() {
    var large = envelope(null, TestEvent.headers(BLUE, KILL), 1 << 20);

    assertThatThrownBy(() -> reception.receive(large, ReceptionTest::never))
        .hasMessageContaining("asked for");

    assertThat(meters.get("e2b_reconciler.webhook.failing.sources").gauge().value()).isOne();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "hello | body is not strict JSON",
        "[] | body is not a JSON object",
        "`` | body is not a JSON object",
        "{}x | body goes on after the JSON object",
        "{'type':'a','type':'b'} | body has a key twice in one object",
        "{'type':'a','timestamp':'2026-08-21T20:00:22Z'} | sandbox id is missing",
        "{'sandbox_id':'iabc','timestamp':'2026-08-21T20:00:22Z'} | type is missing",
        "{'sandbox_id':'iabc','type':'a'} | timestamp is missing",
        "{'sandbox_id':'iabc','type':'a','timestamp':'x'} | timestamp is not an RFC 3339 time"
      })
  void refusesASignedBodyThatIsNoEvent(String body, String why) {
    var receipt = deliver(BLUE, body.replace('\'', '"').getBytes(UTF_8));

    assertThat(text(receipt)).isEqualTo("400 {\"error\":\"" + why + "\"}");
    assertThat(inbox.taken()).isEmpty();
    assertThat(
            meters
                .get("e2b_reconciler.webhook.requests")
                .tag("outcome", "malformed")
                .counter()
                .count())
        .isOne();
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"type\":\"\u00e9\"}", "{}\u0080\u0000\u0000{}"})
  void refusesBadUtf8AndThePaddingOfAnExtension(String latin) {
    assertThat(text(deliver(BLUE, latin.getBytes(ISO_8859_1))))
        .isEqualTo("400 {\"error\":\"body is not UTF-8\"}");
    assertThat(inbox.taken()).isEmpty();
  }

  private static byte[] never() {
    throw new IllegalStateException("the body was asked for");
  }

  private Receipt deliver(Secret secret, byte[] body) {
    return receive(null, TestEvent.headers(secret, body), body);
  }

  private Receipt receive(@Nullable String account, Map<String, String> headers, byte[] body) {
    return reception.receive(envelope(account, headers, body.length), () -> body);
  }

  private static Envelope envelope(
      @Nullable String account, Map<String, String> headers, long bytes) {
    return Envelope.of(account, InetAddress.getLoopbackAddress(), headers, bytes);
  }

  private static String text(Receipt receipt) {
    return receipt.status() + " " + Json.text(receipt.content());
  }

  private double refused(String outcome) {
    return meters.get("e2b_reconciler.webhook.requests").tag("outcome", outcome).counter().count();
  }
}
