package io.github.e2breconciler.config;

import io.github.e2breconciler.config.Tree.Mapping;
import io.github.e2breconciler.config.Tree.Nothing;
import io.github.e2breconciler.config.Tree.Scalar;
import io.github.e2breconciler.config.Tree.Sequence;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * YAML read as nodes, not as values.
 *
 * <p>Helidon's YAML reader builds values first and so loses what we need: of two equal keys the
 * last wins silently, {@code 007} becomes 7, and no line is known.
 */
final class YamlFile {

  /** Deeper than any setting; keeps an alias to itself from going on for ever. */
  private static final int MAX_DEPTH = 20;

  private final Reading reading;

  private YamlFile(Reading reading) {
    this.reading = reading;
  }

  /**
   * What a file says.
   *
   * @throws ConfigException if it cannot be read
   */
  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new ConfigException(List.of(file + " cannot be read: " + why(file, e)));
    }
  }

  private static String why(Path file, IOException e) {
    if (Files.isDirectory(file)) {
      return "it is a folder";
    }
    return switch (e) {
      case NoSuchFileException _ -> "there is no such file";
      case AccessDeniedException _ -> "we have no permission to";
      case CharacterCodingException _ -> "it is not UTF-8";
      default -> "the disk fails";
    };
  }

  /**
   * The tree of {@code text}; what is wrong in it goes to {@code reading}.
   *
   * @throws ConfigException where it is no YAML: what it lacks then is no mistake of its own
   */
  static Mapping parse(String text, Reading reading) {
    @Nullable Node root;
    try {
      root = new Yaml(new LoaderOptions()).compose(new StringReader(text));
    } catch (MarkedYAMLException e) {
      var mark = e.getProblemMark();
      reading.problem(
          "the file is not YAML: " + e.getProblem(), mark == null ? 0 : mark.getLine() + 1);
      throw reading.refusal();
    } catch (YAMLException e) { // its text may quote the file
      reading.problem("the file is not YAML", 0);
      throw reading.refusal();
    }
    if (root == null) {
      return Mapping.empty();
    }
    return switch (new YamlFile(reading).tree(root, "", 0)) {
      case Mapping mapping -> mapping;
      case Nothing _ -> Mapping.empty();
      case Scalar(_, var line) -> notAMap(reading, line);
      case Sequence(_, var line) -> notAMap(reading, line);
    };
  }

  private static Mapping notAMap(Reading reading, int line) {
    reading.problem("the file is not a map of settings", line);
    return Mapping.empty();
  }

  private Tree tree(Node node, String path, int depth) {
    var line = node.getStartMark() == null ? 0 : node.getStartMark().getLine() + 1;
    if (depth > MAX_DEPTH) {
      reading.problem(path + " is nested too deeply", line);
      return new Nothing(line);
    }
    return switch (node) {
      case MappingNode mapping -> mapping(mapping, path, depth, line);
      case SequenceNode sequence -> {
        List<Node> items = sequence.getValue();
        yield new Sequence(items.stream().map(item -> tree(item, path, depth + 1)).toList(), line);
      }
      case ScalarNode scalar when scalar.getTag().equals(Tag.NULL) -> new Nothing(line);
      case ScalarNode scalar -> new Scalar(scalar.getValue(), line);
      default -> { // the library's class is open, though it makes no other
        reading.problem(path + " is of a kind that we do not read", line);
        yield new Nothing(line);
      }
    };
  }

  private Mapping mapping(MappingNode node, String path, int depth, int line) {
    var entries = new LinkedHashMap<String, Tree>();
    for (var tuple : node.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        reading.problem((path.isEmpty() ? "the file" : path) + " has a key that is no text", line);
        continue;
      }
      var name = key.getValue();
      var full = path.isEmpty() ? name : path + "." + name;
      var keyLine = key.getStartMark().getLine() + 1;
      if (entries.containsKey(name)) {
        reading.problem(full + " is there twice", keyLine);
        continue;
      }
      entries.put(name, tree(tuple.getValueNode(), full, depth + 1));
    }
    return new Mapping(entries, line);
  }
}
