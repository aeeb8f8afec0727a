package io.github.e2breconciler.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;

/** Sandboxes as E2B's JSON shows them. */
final class SandboxJson {

  private static final String CLIENT = "6532622b"; // deprecated, a constant at E2B too
  static final String ENVD_VERSION = "0.4.0"; // clients refuse less than 0.1.0
  static final int DISK_MIB = 10 << 10; // 10 GiB
  private static final String DOMAIN = "localhost";

  private SandboxJson() {}

  /** The answer to create, resume and connect. */
  static ObjectNode started(SimulatedSandbox sandbox) {
    var json = identity(sandbox);
    json.put("envdAccessToken", token(sandbox));
    json.putNull("trafficAccessToken");
    json.put("domain", DOMAIN);
    return json;
  }

  static ArrayNode listed(List<SimulatedSandbox> sandboxes) {
    var json = JsonNodeFactory.instance.arrayNode(sandboxes.size());
    sandboxes.forEach(sandbox -> json.add(row(sandbox)));
    return json;
  }

  /** The answer to a single read: a row and what only it tells. */
  static ObjectNode detail(SimulatedSandbox sandbox) {
    var json = row(sandbox);
    json.put("envdAccessToken", token(sandbox));
    json.putNull("allowInternetAccess");
    json.put("domain", sandbox.shownRunning() ? DOMAIN : null);
    var lifetime = sandbox.spec().lifetime();
    json.putObject("lifecycle")
        .put("autoResume", lifetime.autoResume())
        .put("onTimeout", lifetime.onTimeout().label());
    var network = sandbox.spec().network();
    if (!network.isEmpty()) {
      json.putRawValue("network", new RawValue(network));
    }
    return json;
  }

  static ArrayNode forked(List<Reply<SimulatedSandbox>> children) {
    var json = JsonNodeFactory.instance.arrayNode(children.size());
    for (var child : children) {
      switch (child) {
        case Reply.Done<SimulatedSandbox>(int _, SimulatedSandbox sandbox) ->
            json.addObject().set("sandbox", started(sandbox));
        case Reply.Refused<SimulatedSandbox>(int status, String message) ->
            json.addObject().putObject("error").put("code", status).put("message", message);
      }
    }
    return json;
  }

  /** A credential, as real as the sandbox: whoever reads the answer must not keep it. */
  private static String token(SimulatedSandbox sandbox) {
    return "ea_" + UUID.nameUUIDFromBytes(sandbox.id().value().getBytes(UTF_8));
  }

  private static ObjectNode row(SimulatedSandbox sandbox) {
    var json = identity(sandbox);
    json.put("startedAt", GoTime.text(sandbox.startedAt()));
    json.put("endAt", GoTime.text(sandbox.endAt()));
    json.put("cpuCount", sandbox.spec().size().vcpus());
    json.put("memoryMB", sandbox.spec().size().memoryMib());
    json.put("diskSizeMB", DISK_MIB);
    json.put("state", sandbox.state().label());
    var metadata = sandbox.spec().metadata();
    if (!metadata.isEmpty()) {
      var node = json.putObject("metadata");
      new TreeMap<>(metadata).forEach(node::put); // sorted, as Go writes maps
    }
    return json;
  }

  private static ObjectNode identity(SimulatedSandbox sandbox) {
    var template = sandbox.spec().template();
    var json = JsonNodeFactory.instance.objectNode();
    json.put("templateID", template);
    var alias = Templates.alias(template);
    if (alias != null) {
      json.put("alias", alias);
    }
    json.put("sandboxID", sandbox.id().value());
    json.put("clientID", CLIENT);
    json.put("envdVersion", ENVD_VERSION);
    return json;
  }
}
