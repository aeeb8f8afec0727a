package io.github.e2breconciler.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * A folder whose disk can be filled: a small one of its own, which only root can have, or else the
 * faults of {@link FaultyServe}.
 */
final class FullDisk implements AutoCloseable {

  private static final int MIB = 1 << 20;

  private final Path folder;
  private final boolean mounted;

  private FullDisk(Path folder, boolean mounted) {
    this.folder = folder;
    this.mounted = mounted;
  }

  static FullDisk at(Path folder) {
    return new FullDisk(folder, run("mount", "-t", "tmpfs", "-o", "size=8m", "none", folder));
  }

  void fill() throws IOException {
    if (!mounted) {
      Files.createFile(folder.resolve(FaultyServe.FULL));
      return;
    }
    try (var out = Files.newOutputStream(filler())) {
      for (var size = MIB; size > 0; size /= 2) {
        fillWith(out, new byte[size]);
      }
    }
  }

  void free() throws IOException {
    Files.delete(mounted ? filler() : folder.resolve(FaultyServe.FULL));
  }

  private Path filler() {
    return folder.resolve("filler");
  }

  private static void fillWith(OutputStream out, byte[] block) {
    try {
      while (true) {
        out.write(block);
      }
    } catch (IOException _) {
      // so much does not fit any more
    }
  }

  @Override
  public void close() throws IOException {
    if (mounted && !run("umount", folder)) {
      throw new IOException("cannot unmount " + folder);
    }
  }

  private static boolean run(Object... command) {
    var words = Stream.of(command).map(Object::toString).toList();
    try {
      return new ProcessBuilder(words).inheritIO().start().onExit().join().exitValue() == 0;
    } catch (IOException _) {
      return false; // there is no such program
    }
  }
}
