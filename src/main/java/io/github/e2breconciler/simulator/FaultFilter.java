package io.github.e2breconciler.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.e2breconciler.e2b.E2bException.Kind;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Lets the faults in force happen to HTTP as they happen on a network: answers that drip, break off
 * or never come, and answers that are untrue.
 */
final class FaultFilter implements Filter, AutoCloseable {

  private static final HeaderName API_KEY = HeaderNames.create("X-API-Key");
  private static final String HTML =
      "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body></body></html>";

  private final Patience patience = new Patience();
  private final World world;
  private final Faults faults;
  private final FaultyPages pages;

  FaultFilter(World world, Faults faults) {
    this.world = world;
    this.faults = faults;
    this.pages = new FaultyPages(faults);
  }

  /** Lets nobody wait any longer. */
  @Override
  public void close() {
    patience.close();
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    var prologue = request.prologue();
    @Nullable CallTarget target =
        CallTarget.of(prologue.method().text(), prologue.uriPath().path());
    if (target == null) {
      chain.proceed();
      return;
    }
    @Nullable Team team = world.team(request.headers().first(API_KEY).orElse(""));
    var fault = faults.take(target.call(), sandbox(team, target));
    request.context().register(new PageFault(pages, fault, world.now()));
    switch (fault) {
      case null -> chain.proceed();
      case Fault.OfService service -> fail(service, chain, response);
      case Fault.OfPage page -> {
        RowSpoiler.of(page).ifPresent(spoiler -> response.streamFilter(spoiler::around));
        chain.proceed();
      }
      case Fault.OfSandbox untrue -> {
        @Nullable Reply<SimulatedSandbox> answer = untrue(target, team, untrue);
        if (answer == null) {
          chain.proceed();
        } else {
          send(answer, response);
        }
      }
    }
  }

  private static @Nullable SimulatedSandbox sandbox(@Nullable Team team, CallTarget target) {
    var id = target.sandbox();
    return team != null
            && id != null
            && team.get(id) instanceof Reply.Done<SimulatedSandbox>(int _, SimulatedSandbox found)
        ? found
        : null;
  }

  private static @Nullable Reply<SimulatedSandbox> untrue(
      CallTarget target, @Nullable Team team, Fault.OfSandbox fault) {
    var id = target.sandbox();
    return team == null || id == null ? null : SandboxFaults.answer(target.call(), team, id, fault);
  }

  private static void send(Reply<SimulatedSandbox> answer, RoutingResponse response) {
    switch (answer) {
      case Reply.Refused<SimulatedSandbox>(int status, String message) ->
          Exchange.refuse(response, status, message);
      case Reply.Done<SimulatedSandbox>(int status, SimulatedSandbox _) when status == 204 ->
          response.status(Status.NO_CONTENT_204).send();
      case Reply.Done<SimulatedSandbox>(int status, SimulatedSandbox sandbox) -> {
        response.status(Status.create(status));
        response.headers().set(HeaderNames.CONTENT_TYPE, "application/json");
        response.send(SandboxJson.detail(sandbox).toString());
      }
    }
  }

  private void fail(Fault.OfService fault, FilterChain chain, RoutingResponse response) {
    switch (fault) {
      case Fault.Answers(int status, @Nullable Duration retryAfter) ->
          ServiceError.send(response, status, retryAfter);
      case Fault.Html _ -> {
        response.headers().set(HeaderNames.CONTENT_TYPE, "text/html; charset=UTF-8");
        response.send(HTML.getBytes(UTF_8));
      }
      case Fault.Fails(Kind kind) -> throw new CloseConnectionException("planned: " + kind);
      case Fault.FailsAfterwards _ -> {
        response.beforeSend(FaultFilter::hangUp);
        chain.proceed();
      }
      case Fault.Stalls(Duration length) -> {
        response.beforeSend(() -> patience.pause(length));
        chain.proceed();
      }
      case Fault.Cut _ -> {
        response.streamFilter(BrokenStream::new);
        chain.proceed();
      }
      case Fault.Drips(Duration over) -> {
        response.streamFilter(out -> new DrippingStream(out, over, patience));
        chain.proceed();
      }
    }
  }

  private static void hangUp() {
    throw new CloseConnectionException("planned: no answer");
  }
}
