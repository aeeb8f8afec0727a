package io.github.e2breconciler.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** Measurements as E2B's JSON shows them; each tells its time twice. */
final class MetricJson {

  private static final long MIB = 1 << 20;

  private MetricJson() {}

  static ObjectNode sandbox(SimulatedSandbox sandbox, Instant at) {
    var size = sandbox.spec().size();
    var memory = size.memoryMib() * MIB;
    var disk = SandboxJson.DISK_MIB * MIB;
    return at(at)
        .put("cpuCount", size.vcpus())
        .put("cpuUsedPct", 1.0)
        .put("memUsed", memory / 4)
        .put("memTotal", memory)
        .put("memCache", memory / 8)
        .put("diskUsed", disk / 4)
        .put("diskTotal", disk);
  }

  static ObjectNode team(Headcount.Step step) {
    return at(step.at())
        .put("concurrentSandboxes", step.most())
        .put("sandboxStartRate", step.startsPerSecond());
  }

  /** The highest value of one of a team's two metrics. */
  record Maximum(Instant at, double value) {

    Maximum(Headcount.Step step, boolean concurrent) {
      this(step.at(), concurrent ? step.most() : step.startsPerSecond());
    }

    static Maximum none(Instant at) {
      return new Maximum(at, 0);
    }

    ObjectNode json() {
      return MetricJson.at(at).put("value", value);
    }
  }

  private static ObjectNode at(Instant time) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("timestamp", GoTime.text(time))
        .put("timestampUnix", time.getEpochSecond());
  }
}
