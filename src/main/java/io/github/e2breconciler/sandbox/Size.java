package io.github.e2breconciler.sandbox;

/** What a running sandbox is billed for: virtual CPUs and memory in MiB. */
public record Size(int vcpus, int memoryMib) {

  public Size {
    if (vcpus < 0 || memoryMib < 0) {
      throw new IllegalArgumentException(
          "negative size: " + vcpus + " vCPU, " + memoryMib + " MiB");
    }
  }
}
