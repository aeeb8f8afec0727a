package io.github.e2breconciler;

import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.e2breconciler.testing.Child;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The launcher on the packaged program, which the build makes before these tests. */
@Timeout(60)
final class LauncherIT {

  private static final Path LAUNCHER = Path.of("deploy", "e2b-reconciler").toAbsolutePath();
  private static final Map<String, String> JDK =
      Map.of("JAVA_HOME", System.getProperty("java.home"));

  @TempDir private Path folder;

  @Test
  void startsFromAnyFolder() throws Exception {
    try (var child = start(JDK, LAUNCHER, "version")) {
      assertThat(child.exitCode()).as(child.output()).isZero();
      assertThat(child.output()).contains("e2b-reconciler ", "commit ", "Java ");
    }
  }

  @Test
  void startsThroughLinksToLinks() throws Exception {
    var bin = Files.createDirectory(folder.resolve("a folder"));
    var one = Files.createSymbolicLink(bin.resolve("one"), LAUNCHER);
    var two = Files.createSymbolicLink(folder.resolve("two"), folder.relativize(one));

    try (var child = start(JDK, two, "version")) {
      assertThat(child.exitCode()).as(child.output()).isZero();
    }
  }

  @Test
  void looksForAJdkPastOneThatIsTooOld() throws Exception {
    var jdk17 = folder.resolve("jdk-17");
    var old = Files.createDirectories(jdk17.resolve("bin"));
    Files.writeString(jdk17.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
    script(old.resolve("java"), "echo 'openjdk version \"17.0.15\" 2025-04-15' >&2");
    var home = Files.createDirectories(folder.resolve("home/.sdkman/candidates/java"));
    Files.createSymbolicLink(home.resolve("current"), Path.of(System.getProperty("java.home")));
    var path = old + ":" + System.getenv("PATH");

    try (var child =
        start(
            Map.of(
                "JAVA_HOME", jdk17.toString(),
                "PATH", path,
                "HOME", folder.resolve("home").toString()),
            installed(),
            "version")) {
      assertThat(child.exitCode()).as(child.output()).isZero();
    }
  }

  @Test
  void saysWhatToInstallWithoutAJdk() throws Exception {
    var old = Files.createDirectories(folder.resolve("old"));
    script(old.resolve("java"), "echo 'openjdk version \"17.0.15\" 2025-04-15' >&2");

    try (var child =
        start(
            Map.of(
                "JAVA_HOME",
                "",
                "PATH",
                old + ":" + System.getenv("PATH"),
                "HOME",
                folder.toString()),
            installed(),
            "version")) {
      assertThat(child.exitCode()).isEqualTo(1);
      assertThat(child.output())
          .startsWith("e2b-reconciler needs a JDK 25 or newer")
          .contains("openjdk-25-jdk", "temurin-25-jdk", "JAVA_HOME");
    }
  }

  @Test
  void saysHowToBuildWithoutAJar() throws Exception {
    var launcher = Files.createDirectories(folder.resolve("clone/deploy")).resolve("launcher");
    Files.copy(LAUNCHER, launcher, COPY_ATTRIBUTES);

    try (var child = start(JDK, launcher, "version")) {
      assertThat(child.exitCode()).isEqualTo(1);
      assertThat(child.output()).contains("mvn package");
    }
  }

  @Test
  void hasSignalsReachTheDaemon() throws Exception {
    try (var child = start(JDK, LAUNCHER, "simulator", "--port", "0")) {
      child.awaitLine("E2B simulator on");

      child.terminate();

      assertThat(child.exitCode()).isEqualTo(128 + 15); // ended by signal 15
    }
  }

  private Child start(Map<String, String> environment, Path launcher, String... arguments)
      throws IOException {
    var command = new ArrayList<>(List.of("sh", launcher.toString()));
    command.addAll(List.of(arguments));
    return Child.start(folder, environment, command);
  }

  /**
   * An installed tree, whose launcher looks for JDKs in the home folder alone: this machine's own
   * must not be found.
   */
  private Path installed() throws IOException {
    var tree = folder.resolve("installed");
    var launcher = Files.createDirectories(tree.resolve("bin")).resolve("e2b-reconciler");
    var text = Files.readString(LAUNCHER);
    assertThat(text).contains("/usr/lib/jvm/* /opt/* ", "/Library/Java/");
    Files.writeString(
        launcher,
        text.replace("/usr/lib/jvm/* /opt/* ", "").replace("/Library/Java/", "/nowhere/"));
    var lib = Files.createDirectory(tree.resolve("lib"));
    for (var from : List.of(Path.of("target"), Path.of("target", "lib"))) {
      try (var jars = Files.newDirectoryStream(from, "*.jar")) {
        for (var jar : jars) {
          Files.createSymbolicLink(lib.resolve(jar.getFileName()), jar.toAbsolutePath());
        }
      }
    }
    return launcher;
  }

  private static void script(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }
}
