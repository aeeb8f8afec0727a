package io.github.e2breconciler.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A port to listen on; 0 takes any free one. */
final class PortConverter implements ITypeConverter<Integer> {

  private static final int LAST = 65_535;

  @Override
  public Integer convert(String text) {
    try {
      var port = Integer.parseInt(text);
      if (port >= 0 && port <= LAST) {
        return port;
      }
    } catch (NumberFormatException _) {
      // the same mistake
    }
    throw new TypeConversionException("'" + text + "' is not a port from 0 to " + LAST);
  }
}
