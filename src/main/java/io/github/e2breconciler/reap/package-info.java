/**
 * Ends what is condemned, and only that, step by step.
 *
 * <p>A condemned sandbox has a {@link io.github.e2breconciler.reap.Case}: marked, due after its
 * grace, paused, killed after quarantine, verified; or recovered as soon as the facts change. Every
 * step is in the store before the next is taken.
 *
 * <p>Every pause and kill goes through {@link io.github.e2breconciler.reap.Gate}, the only caller
 * of E2B's destructive methods: it reads the sandbox again, asks every {@link
 * io.github.e2breconciler.reap.Guard}, and stores the intent in the same transaction that checks
 * leases, caps and freezes for the last time. An intent stays open until {@link
 * io.github.e2breconciler.reap.Verifier} has seen what became of it; after a crash it is verified,
 * never repeated blindly.
 *
 * <p>Guards in the order in which they are asked, each with a test that turns red without it:
 *
 * <pre>
 * scope            GuardsTest.Scope refusesWhatFinalReadShowsOutside
 * unprotected      GuardsTest.Unprotected refusesWhatHumanSnoozed
 * unowned          GuardsTest.Unowned refusesUnderLeaseOfItsOwner
 * condemned        GuardsTest.Condemned refusesWhatItsOwnerExtendedJustBefore
 * identity         GuardsTest.Identity refusesAnotherRun
 * grown            GuardsTest.Grown refusesBeforeCreationGraceIsOver
 * settled          GuardsTest.Settled refusesRightAfterStart
 * fresh            GuardsTest.Fresh refusesWhenFinalReadTookMoreThanThreeSeconds
 * account-healthy  GuardsTest.AccountHealthy refusesWhileCircuitIsOpen
 * store-healthy    GuardsTest.StoreHealthy refusesWhileStoreTakesNoWrites
 * watched          GuardsTest.Watched refusesWhatIsOlderThanStore
 * window           StopsTest refusesOutsideTheWindow
 * caps             GuardsTest.CapsGuard refusesOverCap
 * not-frozen       GuardsTest.NotFrozen refusesWhileAccountIsFrozen
 * leader           StopsTest refusesWhereItDoesNotLead
 * clock            GuardsTest.Clock refusesWhileClocksAreFarApart
 * armed            GuardsTest.Armed refusesWhereModeOnlyObserves
 * </pre>
 *
 * <p>{@code armed} comes last, so that one that only observes counts and tells whatever else would
 * stand in the way, and differs from one that acts in the requests alone.
 *
 * <p>Nothing here retries a request, extends a life, or reads by any call that could.
 */
@NullMarked
package io.github.e2breconciler.reap;

import org.jspecify.annotations.NullMarked;
