package io.github.e2breconciler.doctor;

import java.util.List;

/** Something to look at; answers with a finding for each thing that it saw. */
@FunctionalInterface
interface Check {
  List<Finding> look();
}
