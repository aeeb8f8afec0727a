package io.github.e2breconciler.store;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One real PostgreSQL for all tests of this process, with a database for each folder. */
final class Postgresql {

  private static final Map<Path, String> DATABASES = new ConcurrentHashMap<>();

  private Postgresql() {}

  /** The URL of a database that is the folder's alone. */
  static String databaseOf(Path folder) {
    var machine = System.getProperty("os.name") + " " + System.getProperty("os.arch");
    assumeTrue(machine.equals("Linux amd64"), "the tests bring no PostgreSQL for " + machine);
    return DATABASES.computeIfAbsent(folder, _ -> create("test" + DATABASES.size()));
  }

  private static String create(String name) {
    var server = Server.INSTANCE;
    try (var connection = server.getPostgresDatabase().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("create database " + name);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    return server.getJdbcUrl("postgres", name);
  }

  private static final class Server {

    private static final Path DATA =
        Path.of("target", "postgresql", "data-" + ProcessHandle.current().pid()).toAbsolutePath();
    private static final EmbeddedPostgres INSTANCE = start();

    private static EmbeddedPostgres start() {
      // Its own way to stop waits for a checkpoint of what nobody needs any more.
      Runtime.getRuntime().addShutdownHook(new Thread(Server::stop));
      try {
        return EmbeddedPostgres.builder()
            .setOverrideWorkingDirectory(new File("target/postgresql"))
            .setDataDirectory(DATA)
            .setRegisterShutdownHook(false)
            .setServerConfig("fsync", "on") // as it is in earnest; off by this library's default
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void stop() {
      try {
        var pid = Files.readAllLines(DATA.resolve("postmaster.pid")).getFirst();
        new ProcessBuilder("kill", "-QUIT", pid.strip()).inheritIO().start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
