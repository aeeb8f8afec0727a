package io.github.e2breconciler.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import java.time.Instant;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The templates that a team may use: those with an alias, and whatever it started from. */
final class TemplateRoutes implements HttpService {

  private static final String BUILT_AT = "2026-01-01T00:00:00Z";

  private final Access access;

  TemplateRoutes(Access access) {
    this.access = access;
  }

  @Override
  public void routing(HttpRules rules) {
    rules.get("/templates", access.to(TemplateRoutes::list));
  }

  private static void list(Exchange exchange) {
    var uses = exchange.team().templateUses();
    var ids = new TreeSet<>(Templates.ids());
    ids.addAll(uses.keySet());
    var json = JsonNodeFactory.instance.arrayNode();
    ids.forEach(id -> json.add(json(id, uses.get(id))));
    exchange.send(200, json);
  }

  private static ObjectNode json(String id, Templates.@Nullable Use use) {
    var alias = Templates.alias(id);
    var size = NewSandbox.DEFAULT_SIZE;
    var json = JsonNodeFactory.instance.objectNode();
    json.put("templateID", id);
    json.put("buildID", UUID.nameUUIDFromBytes(id.getBytes(UTF_8)).toString());
    json.put("cpuCount", size.vcpus());
    json.put("memoryMB", size.memoryMib());
    json.put("diskSizeMB", SandboxJson.DISK_MIB);
    json.put("public", alias != null);
    var aliases = json.putArray("aliases");
    var names = json.putArray("names");
    if (alias != null) {
      aliases.add(alias);
      names.add(alias);
    }
    json.put("createdAt", BUILT_AT);
    json.put("updatedAt", BUILT_AT);
    json.putNull("createdBy");
    @Nullable Instant last = use == null ? null : use.last();
    json.put("lastSpawnedAt", last == null ? null : GoTime.text(last));
    json.put("spawnCount", use == null ? 0 : use.count());
    json.put("buildCount", 1);
    json.put("envdVersion", SandboxJson.ENVD_VERSION);
    json.put("buildStatus", "ready");
    return json;
  }
}
