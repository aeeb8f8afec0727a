/**
 * The whole daemon on virtual time, against an E2B in memory, through every kind of trouble.
 *
 * <p>A run is one seed: a world, its customers, a human, webhooks that get lost, calls that fail or
 * take long, a store that breaks, and a daemon that crashes and comes back. All of it is the
 * production code but for the edges: time, chance, E2B, and who waits for whom. Every step of the
 * daemon and of everybody else has a thread while it lasts; {@link
 * io.github.e2breconciler.testing.VirtualTime} lets one of them run at a time, and a seed repeats
 * itself to the letter.
 *
 * <p>A thread of the daemon may lose its turn wherever it may in production and it matters: while
 * it waits for E2B, before and after a commit, and before a lock that is held through either
 * ({@link io.github.e2breconciler.simulation.Jitter} says how often and for how long). So a
 * heartbeat comes between a final read and its request, a person between a plan and its pass, and a
 * pass meets the account's own loop.
 *
 * <p>A crash ends one {@link io.github.e2breconciler.simulation.Life}, before a commit, after one
 * that nobody heard of, in a call, or while the last crash is being mended. Nothing survives it but
 * what was committed: the next life opens the store anew, perhaps by a configuration that somebody
 * edited meanwhile, or because another may have taken its lock. While it lives, its clock may be
 * set by minutes, forward or back; and its E2B may be one without events.
 *
 * <p>Safety is judged at every pause and kill by {@link io.github.e2breconciler.simulation.Oracle},
 * from the customers' own books ({@link io.github.e2breconciler.simulation.LeaseLedger}) and from
 * what E2B answered, never from what the daemon believes; and all the time by every {@link
 * io.github.e2breconciler.simulation.Law}, of which each says what it lets pass. Runs that end calm
 * are judged on liveness too ({@link io.github.e2breconciler.simulation.Reckoning}, {@link
 * io.github.e2breconciler.simulation.Headway}). A batch of 1,000 seeds in which a fault, a race, a
 * verdict or a guard's refusal never happened fails, but for that of scope: {@link
 * io.github.e2breconciler.simulation.Coverage} takes guards and verdicts from the daemon's own
 * counters. {@link io.github.e2breconciler.simulation.Simulate} runs as many seeds as one likes.
 *
 * <p>For each mutant a seed of {@code --mutants 1..293} that catches it, and by which law; few of
 * the seeds before it do:
 *
 * <pre>
 *    1 L3  freezes without a line of audit
 *    1 L4  reads the feed again and again
 *    1 S1  ends what is out of scope
 *    1 S1  ends what is protected
 *    1 S1  kills without a pause
 *    1 S1  knows no slack
 *    1 S1  protects by metadata alone
 *    1 S2  does not mind a freeze
 *    1 S4  gives no time back in which it was deaf
 *    1 S4  loses cases at a restart
 *    1 S4  loses freezes at a restart
 *    1 S4  loses leases at a restart
 *    1 S5  stores no evidence
 *    1 S5  stores no intent
 *    1 S6  believes an incomplete walk, and needs no read
 *    1 S6  buries what a walk did not show
 *    2 L3  counts no open case
 *    2 S1  knows no quarantine
 *    2 S1  knows no settle
 *    2 S2  has no caps
 *    2 S2  takes a cap of 0 for none at all
 *    2 S6  ends whatever runs by any end
 *    2 S7  takes bytes behind the event
 *    2 S7  takes what nobody signed
 *    3 S1  does not judge again on the final read
 *    3 S1  ends what has a live lease
 *    3 S1  goes further than its policy
 *    3 S1  knows no newStoreWait
 *    3 S1  takes a heartbeat in quarantine for none
 *    3 S7  takes any version of a signature
 *    4 L2  does not look what became of its intents
 *    4 L3  finishes no pass
 *    4 L3  never takes a step
 *    4 L3  writes no beliefs
 *    4 S1  does not mind a snooze
 *    4 S1  knows no creationGrace
 *    4 S1  knows no mark grace
 *    4 S4  takes a repeated event for a new one
 *    5 S1  does not ask for leases of the owner
 *    6 S2  knows no window
 *    7 S1  acts though the clocks differ
 *   11 S6  believes what it heard last
 *   13 S2  lets an approved plan by every freeze
 *   15 S3  acts though it lost its lock
 *   16 S2  goes further than its mode
 *   17 L2  acts where it should plan
 *   31 S1  ends what has just been put to sleep
 *   31 S1  takes any time to live for over
 *   32 S4  says 200 to an event that it could not store
 *   34 S1  takes a heartbeat for what is being ended
 *   38 S1  relies on a final read of any age
 *   43 S1  takes any time in metadata for past
 *   53 S1  takes E2B's clock for its own
 *   58 S1  takes an error for the answer that it is done
 *   58 S1  takes every pause for its own
 *   80 S2  forgets at once what its caps count
 *   81 S7  takes by one account's name what is another's
 *  144 S1  takes another run for the one that was judged
 *  211 L2  lets what sleeps sleep on
 *  293 S1  counts against the unclaimed when nobody listened
 * </pre>
 *
 * <p>In every twelfth seed there are guests, who claim what is theirs late or never; in another
 * twelfth lodgers, whose sandboxes say themselves when they are over, or sleep; in a third the
 * daemon has a second account with a webhook of its own, which may be sent by the first one's name
 * ({@link io.github.e2breconciler.simulation.Neighbour}); the same holds of it, by its own laws.
 * {@code --speed} has a fleet of 200 in every seed, and so lists of several pages: twenty owners
 * with ten sandboxes of an hour each, for eight hours in which things go wrong an eighth as often.
 *
 * <p>Seeds go side by side, one a core, and the processor is all that bounds them: on two cores of
 * one machine 186 virtual hours a minute, of another 392 ({@code --seeds 1..1000}) and 535 over
 * 20,000; 111 where a fleet of 200 is renewed by its owners ({@code --speed 1..24}, start
 * included). The latter's hour is 19,500 steps, 2,200 heartbeats and 850 events in trouble. Of it
 * three tenths are passes, a fifth the account's own loop with its walks, a tenth each the laws and
 * the starts after crashes; a fifth of all is SQLite. In the first minute a quarter of the
 * processor's time goes to compiling what runs.
 */
@NullMarked
package io.github.e2breconciler.simulation;

import org.jspecify.annotations.NullMarked;
