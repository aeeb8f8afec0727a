package io.github.e2breconciler.simulator;

import io.github.e2breconciler.sandbox.LifecycleEvent;
import java.util.List;
import java.util.random.RandomGenerator;

/** What becomes of an event on its way to a webhook. */
public interface DeliveryFaults {

  /** What is sent for an event, in this order; nothing where it gets lost. */
  List<Letter> letters(LifecycleEvent event, RandomGenerator random);
}
