package io.github.e2breconciler.simulation;

import io.github.e2breconciler.Engine;
import io.github.e2breconciler.sandbox.LifecycleEvent;
import io.github.e2breconciler.sandbox.SandboxId;
import java.util.ArrayList;
import java.util.List;

/** All laws of a run. */
final class Laws implements Law {

  private final List<Law> laws = new ArrayList<>();

  void add(Law law) {
    laws.add(law);
  }

  @Override
  public void requested(Request request) {
    laws.forEach(law -> law.requested(request));
  }

  @Override
  public void settled(Request request) {
    laws.forEach(law -> law.settled(request));
  }

  @Override
  public void delivered(LifecycleEvent event) {
    laws.forEach(law -> law.delivered(event));
  }

  @Override
  public void acknowledged(LifecycleEvent event, boolean fresh) {
    laws.forEach(law -> law.acknowledged(event, fresh));
  }

  @Override
  public void promised(SandboxId sandbox) {
    laws.forEach(law -> law.promised(sandbox));
  }

  @Override
  public void starting() {
    laws.forEach(Law::starting);
  }

  @Override
  public void started(Engine engine) {
    laws.forEach(law -> law.started(engine));
  }

  @Override
  public void called(String call) {
    laws.forEach(law -> law.called(call));
  }

  @Override
  public void crashed() {
    laws.forEach(Law::crashed);
  }

  @Override
  public void look(Engine engine) {
    laws.forEach(law -> law.look(engine));
  }

  @Override
  public void survey(Engine engine) {
    laws.forEach(law -> law.survey(engine));
  }
}
