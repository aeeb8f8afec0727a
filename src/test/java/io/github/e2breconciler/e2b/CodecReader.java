package io.github.e2breconciler.e2b;

import io.github.e2breconciler.event.EventCodec;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import org.jspecify.annotations.Nullable;

/** The event codec as the feed wants it. */
final class CodecReader {

  private CodecReader() {}

  static @Nullable LifecycleEvent read(byte[] json) {
    return switch (EventCodec.decode(json)) {
      case EventCodec.Decoded.Event decoded -> decoded.event();
      case EventCodec.Decoded.Malformed _ -> null;
    };
  }
}
