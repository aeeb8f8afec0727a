package io.github.e2breconciler.bench;

/** The servers that are compared, each doing more than the one before. */
enum Target {
  BARE("bare handler"),
  PARSE("verify + parse"),
  SERVICE("all but the store"),
  DURABLE("durable");

  private final String title;

  Target(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
