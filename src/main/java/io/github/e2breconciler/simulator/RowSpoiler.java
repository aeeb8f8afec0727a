package io.github.e2breconciler.simulator;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import java.util.stream.IntStream;

/** Changes the rows of a list on their way out. */
interface RowSpoiler {

  void spoil(ObjectNode row, int fromEnd);

  /** What a fault does to single rows, where it does anything. */
  static Optional<RowSpoiler> of(Fault.OfPage fault) {
    return switch (fault) {
      case Fault.Unreadable(int rows) ->
          Optional.of((row, fromEnd) -> {
            if (fromEnd < rows) {
              row.remove("sandboxID");
            }
          });
      case Fault.StateMissing _ -> Optional.of((row, _) -> row.remove("state"));
      case Fault.SuffixedIds _ ->
          Optional.of((row, _) ->
              row.put(
                  "sandboxID",
                  row.path("sandboxID").asText() + "-" + row.path("clientID").asText()));
      default -> Optional.empty(); // of the page as a whole
    };
  }

  /** A stream that spoils the JSON array written to it. */
  default OutputStream around(OutputStream out) {
    return new ByteArrayOutputStream() {
      @Override
      public void close() throws IOException {
        var json = Exchange.JSON.readTree(toByteArray());
        if (json instanceof ArrayNode rows) {
          var last = rows.size() - 1;
          IntStream.rangeClosed(0, last)
              .filter(i -> rows.get(i) instanceof ObjectNode)
              .forEach(i -> spoil((ObjectNode) rows.get(i), last - i));
        }
        out.write(Exchange.JSON.writeValueAsBytes(json));
        out.close();
      }
    };
  }
}
