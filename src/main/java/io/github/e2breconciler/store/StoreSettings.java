package io.github.e2breconciler.store;

import io.github.e2breconciler.config.ConfigReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the store is.
 *
 * @param url {@code jdbc:sqlite:PATH}, {@code jdbc:sqlite::memory:} or {@code jdbc:postgresql://…}
 */
public record StoreSettings(String url) {

  private static final String SQLITE = "jdbc:sqlite:";
  private static final String MEMORY = SQLITE + ":memory:";
  private static final String POSTGRESQL = "jdbc:postgresql://";
  private static final String HOST = "([\\w.-]+|\\[[\\da-fA-F:.]+])(:\\d{1,5})?";

  /** With nothing before a host: a password there would be taken for a port, and told in errors. */
  private static final Pattern HOSTS = Pattern.compile(HOST + "(," + HOST + ")*");

  /** Of the rest the driver would make another file than the one that we lock. */
  private static final Pattern PATH = Pattern.compile("(?!(?i:file)?:)[^?]+");

  private static final long LITTLE_BYTES = 4 << 20; // 4 MiB

  private static final String DEFAULT = "jdbc:sqlite:data/e2b-reconciler.db";

  /** Whether it ends with the process. */
  public boolean inMemory() {
    return url.equals(MEMORY);
  }

  /** The SQLite file, or null where there is none. */
  public @Nullable Path file() {
    var sqlite = url.startsWith(SQLITE) && !inMemory();
    return sqlite ? Path.of(url.substring(SQLITE.length()).split("\\?", 2)[0]) : null;
  }

  /**
   * What is free on the disk of the file where that is too little to open it, and where; or null.
   * The driver unpacks a library of 1.1 MB and says nothing of why it cannot, and the log needs
   * room.
   */
  public @Nullable String fullDisk() {
    var file = file();
    if (file == null) {
      return null;
    }
    var folder = file.toAbsolutePath().resolveSibling("");
    var free = folder.toFile().getUsableSpace();
    return Files.isDirectory(folder) && free < LITTLE_BYTES
        ? "only %d KiB are free in %s".formatted(free >> 10, folder)
        : null;
  }

  /** Reads the section {@code store}. */
  public static StoreSettings read(ConfigReader in) {
    var url = in.text("url", DEFAULT);
    if (url.startsWith(POSTGRESQL)) {
      var hosts = url.substring(POSTGRESQL.length()).split("[/?]", 2)[0];
      if (!HOSTS.matcher(hosts).matches()) { // said without the text, which may hold a password
        in.problem(
            "url",
            "has no HOST or HOST:PORT behind %s; a user goes to the end, as ?user=…&password=…"
                .formatted(POSTGRESQL));
      } else if (!readable(url, hosts)) {
        in.problem(
            "url",
            "is none that the driver can read: a port is 1 to 65535, behind the hosts comes a /,"
                + " and a % in a password is written %25");
      }
    } else if (!url.startsWith(SQLITE) || url.equals(SQLITE)) {
      in.problem("url", "is neither jdbc:sqlite:PATH nor jdbc:postgresql://HOST/NAME");
    } else if (!url.equals(MEMORY) && !PATH.matcher(url.substring(SQLITE.length())).matches()) {
      in.problem("url", "has more than a path behind " + SQLITE + " such as file: or a ?");
    }
    return new StoreSettings(url);
  }

  /**
   * Whether the driver can read it. What it cannot read it tells, with the password, as it tells
   * one without a slash as soon as it is asked.
   */
  private static boolean readable(String url, String hosts) {
    if (!url.startsWith("/", POSTGRESQL.length() + hosts.length())) {
      return false;
    }
    try {
      return DriverManager.getDriver(url) != null;
    } catch (SQLException _) {
      return false;
    }
  }
}
