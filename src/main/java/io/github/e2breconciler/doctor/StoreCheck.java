package io.github.e2breconciler.doctor;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.github.e2breconciler.store.StoreSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Whether the store can be read, its folder written and synced, and what outlives what. */
record StoreCheck(StoreSettings settings, StoreView view, LongSupplier nanos) implements Check {

  private static final String WHAT = "store";
  private static final long ROOM = 256L << 20; // a day of events of a large fleet, and to spare
  private static final Set<String> FORGETFUL = Set.of("tmpfs", "ramfs", "overlay");
  private static final Set<String> REMOTE =
      Set.of("nfs", "nfs4", "cifs", "smb2", "9p", "fuse.sshfs");

  @Override
  public List<Finding> look() {
    if (settings.inMemory()) {
      return List.of(
          Finding.warn(
              WHAT,
              "in memory: leases, cases and freezes end with the process",
              "set store.url to jdbc:sqlite:FILE on a disk"));
    }
    if (view instanceof StoreView.Unreadable unreadable) {
      return List.of(unreadable(unreadable));
    }
    var file = settings.file();
    return List.of(
        file == null
            ? Finding.ok(
                WHAT,
                "in PostgreSQL, %s; as durable as that server"
                    .formatted(view instanceof StoreView.Absent ? "none yet" : "readable"))
            : onDisk(file.toAbsolutePath()));
  }

  private Finding unreadable(StoreView.Unreadable unreadable) {
    var reason = unreadable.reason();
    if (unreadable.damaged()) {
      return Finding.fail(
          WHAT,
          reason,
          "see the runbook store-lost: the next start sets the file aside; or set another store.url");
    }
    @Nullable String full = settings.fullDisk(); // then it cannot be read, and is well
    return full == null
        ? Finding.fail(WHAT, reason, "see the runbook restore-the-store, or set another store.url")
        : Finding.fail(
            WHAT,
            reason + "; " + full,
            "free the disk, then look again: see the runbook store-trouble");
  }

  private Finding onDisk(Path file) {
    var folder = file.resolveSibling("");
    try {
      var existing = existing(folder);
      var sync = sync(existing);
      var disk = Files.getFileStore(existing);
      var what = (view instanceof StoreView.Absent ? "none yet, will be " : "") + file;
      var detail =
          "%s on %s, %,d MiB free, synced in %.1f ms"
              .formatted(what, disk.type(), disk.getUsableSpace() >> 20, sync.toNanos() / 1e6);
      return judged(disk.type(), disk.getUsableSpace(), detail);
    } catch (IOException e) {
      return Finding.fail(
          WHAT,
          "the folder " + folder + " takes no file: " + e,
          "give the daemon's user a folder it may write, or set another store.url");
    }
  }

  private static Finding judged(String type, long free, String detail) {
    if (free < ROOM) {
      return Finding.warn(WHAT, detail, "free the disk: a full one makes webhooks answer 503");
    }
    if (FORGETFUL.contains(type)) {
      return Finding.warn(
          WHAT,
          detail + "; that disk is forgotten with the machine or container",
          "put the store on a volume that stays");
    }
    if (REMOTE.contains(type)) {
      return Finding.warn(
          WHAT,
          detail + "; locks and syncs over the network cannot be relied on",
          "put the store on a local disk, or in PostgreSQL");
    }
    return Finding.ok(WHAT, detail + "; every commit survives a power cut");
  }

  /** The folder, or what is there above it, in which the daemon would make it. */
  private static Path existing(Path folder) throws IOException {
    for (Path at = folder; at != null; at = at.getParent()) {
      if (Files.exists(at)) {
        return at;
      }
    }
    throw new IOException("there is no folder above " + folder);
  }

  /** How long a small file takes to the disk. */
  private Duration sync(Path folder) throws IOException {
    var probe = Files.createTempFile(folder, ".e2b-reconciler-doctor", null);
    try (var channel = FileChannel.open(probe, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap("doctor\n".getBytes(US_ASCII)));
      var begin = nanos.getAsLong();
      channel.force(true);
      return Duration.ofNanos(nanos.getAsLong() - begin);
    } finally {
      Files.delete(probe);
    }
  }
}
