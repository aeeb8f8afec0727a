package io.github.e2breconciler.simulation;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.BiFunction;

/** The classes of the daemon and of its simulation once more, with some mistakes made in them. */
final class MutantLoader extends ClassLoader {

  private static final String ROOT = Mutation.ROOT.replace('/', '.');

  private final List<Mutation> mutations;

  MutantLoader(List<Mutation> mutations) {
    super("mutant", MutantLoader.class.getClassLoader());
    this.mutations = mutations;
  }

  /** Runs one seed with them, by that name; says what law was broken and how, or nothing. */
  @SuppressWarnings("unchecked") // of this name there is one class, whoever loads it
  BiFunction<Long, String, String> seeds() {
    try {
      var type = loadClass(SeedRun.class.getName());
      return (BiFunction<Long, String, String>) type.getConstructor().newInstance();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("no seeds for a mutant", e);
    }
  }

  /** The class that it is made in, with the mistake. */
  Class<?> loaded(Mutation mutation) {
    try {
      return loadClass((Mutation.ROOT + mutation.type()).replace('/', '.'));
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("no class for a mutation: " + mutation, e);
    }
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (!name.startsWith(ROOT)) {
      return super.loadClass(name, resolve);
    }
    synchronized (getClassLoadingLock(name)) {
      var loaded = findLoadedClass(name);
      return loaded == null ? define(name) : loaded;
    }
  }

  private Class<?> define(String name) throws ClassNotFoundException {
    var bytes = bytes(name);
    for (var mutation : mutations) {
      if (mutation.concerns(name)) {
        bytes = mutation.in(bytes);
      }
    }
    return defineClass(name, bytes, 0, bytes.length);
  }

  private byte[] bytes(String name) throws ClassNotFoundException {
    try (var in = getResourceAsStream(name.replace('.', '/') + ".class")) {
      if (in == null) {
        throw new ClassNotFoundException(name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("a class cannot be read: " + name, e);
    }
  }
}
