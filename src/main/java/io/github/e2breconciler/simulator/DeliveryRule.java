package io.github.e2breconciler.simulator;

/** A fault of webhooks in a plan, drawn for each event and webhook. */
record DeliveryRule(String label, DeliveryFault fault, Odds odds, SandboxSelector match) {}
