package io.github.e2breconciler.store;

import java.nio.file.Path;

/** A database that the tables are tried on. */
enum TestDatabase {
  MEMORY {
    @Override
    StoreSettings settings(Path folder) {
      return new StoreSettings("jdbc:sqlite::memory:");
    }
  },
  FILE {
    @Override
    StoreSettings settings(Path folder) {
      return new StoreSettings("jdbc:sqlite:" + folder.resolve("new/folder/store.db"));
    }
  },
  POSTGRESQL {
    @Override
    StoreSettings settings(Path folder) {
      return new StoreSettings(Postgresql.databaseOf(folder));
    }
  };

  /** The same store for the same folder; skips the test where this database cannot run. */
  abstract StoreSettings settings(Path folder);
}
