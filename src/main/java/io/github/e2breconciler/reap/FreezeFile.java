package io.github.e2breconciler.reap;

import io.github.e2breconciler.store.FreezeRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/**
 * A file that stops everything while it is there, whatever is in it: {@code touch} needs neither a
 * token nor a port. A folder that cannot be looked into stops everything too.
 *
 * @param path null: there is none to look for
 */
public record FreezeFile(@Nullable Path path) {

  /** No file stops anything. */
  public static final FreezeFile NONE = new FreezeFile(null);

  private static final String CAUSE = "file";

  /** The freeze that holds while the file is there, of everything; null while it is not. */
  @Nullable FreezeRow row() {
    if (path == null) {
      return null;
    }
    try {
      var file = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      return row("the file " + path + " is there; remove it", file.lastModifiedTime().toMillis());
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      return row("the file " + path + " cannot be looked for: " + e, 0);
    }
  }

  private static FreezeRow row(String reason, long since) {
    return new FreezeRow("", reason, CAUSE, since);
  }
}
