package io.github.e2breconciler.store;

/** Where an event is stored, without the event. */
record EventPlace(long seq, String account, String sandbox, String id) {}
