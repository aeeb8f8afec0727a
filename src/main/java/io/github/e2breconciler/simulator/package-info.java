/**
 * An E2B to run against: one deterministic {@link io.github.e2breconciler.simulator.World} with two
 * faces, an {@link io.github.e2breconciler.simulator.SimulatorServer HTTP server} for people and
 * real clients and the {@link io.github.e2breconciler.simulator.SimulatedE2bApi port in memory} for
 * simulations on virtual time.
 *
 * <p>The world keeps two layers apart, as E2B does: the records that its API answers from, and the
 * machines that really run on nodes. Crashed machines with a live record, killed records with a
 * live machine and sandboxes past their end follow from that split.
 *
 * <p>Nothing here owns time or randomness: the clock and the generator are handed in, work that
 * falls due is done in order of its time when the world is next touched, and equal seeds and calls
 * give equal histories to the byte. One lock guards the world; it is never held across I/O. Threads
 * exist only in the server: its loop, and a virtual thread per delivery.
 *
 * <p>It never calls anything but the webhook URLs registered with it, and it may not depend on the
 * code that it is there to test.
 *
 * <p>Where it is not E2B: of the feed it keeps the newest half a million events and of the delivery
 * log the newest fifty thousand attempts; calls that wait at E2B for a pause or kill do so over
 * HTTP, and in memory find it done.
 *
 * <table>
 * <caption>What it does as E2B does, and the test that pins it</caption>
 * <tr><td>Lists show the newest start first<td>{@code ListingTest#showsNewestFirst}
 * <tr><td>equal starts by id<td>{@code ListingTest#breaksTiesById}
 * <tr><td>a walk shows every sandbox once<td>{@code ListingTest#pagesShowEverySandboxOnce}
 * <tr><td>the last page has no token<td>{@code ListingTest#lastPageHasNoToken}
 * <tr><td>what starts during a walk is not in it<td>{@code ListingTest#startedDuringWalkIsNotInIt}
 * <tr><td>what resumes during a walk is missed by it<td>{@code ListingTest#resumedDuringWalkIsMissed}
 * <tr><td>a token is bound to its order<td>{@code ListingTest#tokenIsBoundToItsOrder}
 * <tr><td>a token that is none is 400<td>{@code ListingTest#nonsenseTokenIsRefused}
 * <tr><td>a limit out of 1 to 100 is 400<td>{@code ListingTest#limitOutOfRangeIsRefused}
 * <tr><td>the total counts running ones before paging<td>{@code ListingTest#totalCountsRunningBeforePaging}
 * <tr><td>and only those that the filter keeps<td>{@code ListingTest#totalCountsOnlyWhatTheFilterKeeps}
 * <tr><td>no total where running was not asked for<td>{@code ListingTest#totalIsAbsentWhereRunningWasNotAskedFor}
 * <tr><td>a metadata filter wants every pair<td>{@code ListingTest#metadataFilterWantsEveryPair}
 * <tr><td>which is decoded as often as the SDK encodes it<td>{@code SimulatorServerIT#decodesMetadataFilterAsOftenAsTheSdkEncodesIt}
 * <tr><td>startedAfter is inclusive<td>{@code ListingTest#startedAfterIsInclusive}
 * <tr><td>a template is asked for by id or alias<td>{@code RoutesIT#filtersByTemplateIdAndAlias}
 * <tr><td>states are filtered<td>{@code SimulatorServerIT#filtersByState}
 * <tr><td>an unknown state, order or limit is 400<td>{@code SimulatorServerIT#refusesBadQueries}
 * <tr><td>rows have every required field<td>{@code SimulatorServerIT#listsRowsWithEveryRequiredField}
 * <tr><td>the deprecated list shows all that runs on one page<td>{@code RoutesIT#deprecatedListShowsAllThatRunsNewestFirst}
 * <tr><td>Create without a timeout is for 15 s<td>{@code SimulatorServerIT#defaultsToFifteenSeconds}
 * <tr><td>a timeout of 0 is 400<td>{@code LifecycleTest#refusesTimeoutOfZeroAtCreate}
 * <tr><td>and so is one over the plan<td>{@code LifecycleTest#refusesTimeoutOverPlanAtCreate}
 * <tr><td>one more than may run at once is 429<td>{@code LifecycleTest#refusesCreateOverConcurrencyLimit}
 * <tr><td>resume and connect too, without Retry-After<td>{@code RoutesIT#resumeAndConnectOverTheLimitAreRefusedWithoutRetryAfter}
 * <tr><td>paused ones do not count<td>{@code LifecycleTest#pausedDoNotCountAgainstConcurrency}
 * <tr><td>those being killed count until they are dead<td>{@code EndingsTest#killingIsShownByNothingAndCountsStill}
 * <tr><td>bodies may come in chunks<td>{@code SimulatorServerIT#takesChunkedBodies}
 * <tr><td>a missing or wrong key is 401<td>{@code SimulatorServerIT#wantsKey}
 * <tr><td>another team's sandbox is 404<td>{@code LifecycleTest#sandboxOfAnotherTeamIsNotFound}
 * <tr><td>an id may have a client suffix<td>{@code LifecycleTest#idWithClientSuffixIsTheSameSandbox}
 * <tr><td>an id that is none is 400<td>{@code SimulatorServerIT#refusesIdsThatAreNone}
 * <tr><td>a read shows headers that are credentials<td>{@code RoutesIT#readShowsTheHeadersThatAreInjected}
 * <tr><td>It runs until its end and is killed for timeout<td>{@code LifecycleTest#killsAtItsEndWithReasonTimeout}
 * <tr><td>or paused where created so<td>{@code LifecycleTest#pausesAtItsEndWhenAskedTo}
 * <tr><td>or runs on, missing from the index of ends<td>{@code LifecycleTest#runsPastItsEndWhenTheIndexLostIt}
 * <tr><td>timeout shortens and extends<td>{@code TimeoutsTest#timeoutMovesTheEndBothWays}
 * <tr><td>0 ends it now<td>{@code TimeoutsTest#timeoutOfZeroExpiresNow}
 * <tr><td>or pauses it now<td>{@code TimeoutsTest#timeoutOfZeroPausesWhatPausesAtItsEnd}
 * <tr><td>an end too far is cut<td>{@code TimeoutsTest#timeoutIsClampedToTheLongestRun}
 * <tr><td>a run that is too long is 400<td>{@code TimeoutsTest#timeoutPastTheLongestRunIsRefused}
 * <tr><td>a paused one has no end to move: 404<td>{@code TimeoutsTest#timeoutOfPausedIsNotFound}
 * <tr><td>a crashed one's end moves, and the answer is 404<td>{@code TimeoutsTest#timeoutOfGhostIsNotFoundAndYetMovesTheEnd}
 * <tr><td>refreshes have a floor of 15 s<td>{@code TimeoutsTest#refreshRaisesToFifteenSeconds}
 * <tr><td>and never shorten, but say updated<td>{@code TimeoutsTest#refreshNeverShortensAndStillSaysUpdated}
 * <tr><td>connect never shortens<td>{@code TimeoutsTest#connectNeverShortens}
 * <tr><td>connect resumes a paused one: 201<td>{@code TimeoutsTest#connectResumesPaused}
 * <tr><td>connect over the plan is 400<td>{@code TimeoutsTest#connectForLongerThanARunMayLastIsRefused}
 * <tr><td>Paused rows show the time of the pause as the end<td>{@code LifecycleTest#pauseShowsItsTimeAsTheEnd}
 * <tr><td>pause of a paused one is 409<td>{@code LifecycleTest#pauseOfPausedConflicts}
 * <tr><td>a paused one never expires<td>{@code LifecycleTest#pausedNeverExpires}
 * <tr><td>resume starts a new execution now<td>{@code LifecycleTest#resumeStartsNewExecutionNow}
 * <tr><td>resume of a running one is 409<td>{@code LifecycleTest#resumeOfRunningConflicts}
 * <tr><td>one being paused is shown as paused<td>{@code EndingsTest#pausingIsShownAsPausedAndAnnouncedOnceItIs}
 * <tr><td>and 409 to most calls<td>{@code EndingsTest#nothingElseMayChangeWhatIsBeingPaused}
 * <tr><td>connect to it waits and resumes<td>{@code SettlingIT#connectWaitsForThePauseOrTheSnapshot}
 * <tr><td>a kill of it says paused and never killed<td>{@code EndingsTest#killOfPausingLetsThePauseEndAndIsNeverAnnounced}
 * <tr><td>traffic wakes what was created so<td>{@code LifecycleTest#trafficWakesOnlyWhatWasCreatedSo}
 * <tr><td>but none that lost its memory<td>{@code EndingsTest#trafficWakesNothingThatIsKilledAtItsEndOrLostItsMemory}
 * <tr><td>Kill is 204 without a body, then 404<td>{@code SimulatorServerIT#killsWithoutBodyThenIsNotFound}
 * <tr><td>killed comes before the machine is dead<td>{@code LifecycleTest#killIsAnnouncedBeforeTheMachineIsDead}
 * <tr><td>a kill joins one in flight<td>{@code EndingsTest#killJoinsAKillInFlight}
 * <tr><td>one being killed is 404, and 409 to connect<td>{@code EndingsTest#nothingElseFindsWhatIsBeingKilled}
 * <tr><td>lists may show its old pause<td>{@code EndingsTest#killingOfTheOncePausedShowsItsOldPause}
 * <tr><td>a kill answered 500 leaves the machine to the sweep<td>{@code LifecycleTest#killOnSilentNodeLeavesMachineUntilTheSweep}
 * <tr><td>and the snapshot of an earlier pause<td>{@code EndingsTest#killOnSilentNodeShowsTheLastPauseAgain}
 * <tr><td>the sweep spares an id that runs again<td>{@code EndingsTest#sweepSparesMachinesOfAnIdThatRunsAgain}
 * <tr><td>Kill of a paused one says nothing<td>{@code LifecycleTest#killOfPausedSaysNothing}
 * <tr><td>a crash says nothing and leaves a ghost until its end<td>{@code LifecycleTest#crashLeavesGhostUntilItsEndAndSaysNothing}
 * <tr><td>kill of a ghost says nothing<td>{@code LifecycleTest#killOfGhostIsAcceptedAndSaysNothing}
 * <tr><td>pause of a ghost is 500 and drops it<td>{@code LifecycleTest#pauseOfGhostFailsAndDropsTheRecord}
 * <tr><td>a lost node says nothing<td>{@code LifecycleTest#lostNodesTakeRecordsAlongAndSayNothing}
 * <tr><td>Fork's children appear as resumed, with copied metadata<td>{@code LifecycleTest#forkChildrenAppearAsResumedWithCopiedMetadata}
 * <tr><td>a snapshot hides from lists, not from reads<td>{@code LifecycleTest#snapshotHidesFromListButNotFromRead}
 * <tr><td>or shows an old pause there<td>{@code SnapshotsTest#snapshotOfTheOncePausedShowsItsOldPause}
 * <tr><td>a snapshot keeps execution and end<td>{@code SnapshotsTest#snapshotKeepsExecutionAndEnd}
 * <tr><td>Created tells metadata only<td>{@code LifecycleTest#announcesCreationWithMetadataOnly}
 * <tr><td>killed and paused tell the run in milliseconds<td>{@code LifecycleTest#killAnnouncesTheRun}
 * <tr><td>updated tells the end to the second<td>{@code TimeoutsTest#updateTellsTheEndToTheSecond}
 * <tr><td>times have no zeros at their end<td>{@code GoTimeTest#leavesOutZerosAtTheEnd}
 * <tr><td>maps are sorted<td>{@code EventJsonTest#sortsMetadataAsGoSortsMaps}
 * <tr><td>the feed is in camelCase<td>{@code SimulatorServerIT#tellsEventsInCamelCase}
 * <tr><td>newest first<td>{@code FeedTest#tellsNewestFirst}
 * <tr><td>its offset shifts as events arrive<td>{@code FeedTest#offsetShiftsAsEventsArrive}
 * <tr><td>it forgets after seven days<td>{@code FeedTest#forgetsAfterSevenDays}
 * <tr><td>self-hosted has none<td>{@code SimulatorServerIT#selfHostedHasNoEvents}
 * <tr><td>Webhooks get what happens after registration<td>{@code WebhookSenderTest#deliversWhatHappensAfterRegistration}
 * <tr><td>with E2B's headers<td>{@code WebhookSenderTest#carriesTheHeadersOfE2b}
 * <tr><td>signed by secret and body, base64 unpadded<td>{@code WebhookSenderTest#signsSecretAndBodyUnpadded}
 * <tr><td>three times more, ten seconds apart<td>{@code WebhookSenderTest#triesThreeTimesMoreTenSecondsApart}
 * <tr><td>the same bytes under a new delivery id<td>{@code WebhookSenderTest#retriesSendTheSameBytesUnderNewDeliveryId}
 * <tr><td>a webhook is created with 201 and deleted with 200<td>{@code SimulatorServerIT#managesWebhooks}
 * <tr><td>the log keeps seven days<td>{@code DeliveryLogTest#keepsSevenDays}
 * <tr><td>groups attempts by event<td>{@code DeliveryRoutesIT#groupsAttemptsByEventNewestFirst}
 * <tr><td>and keeps to what is asked for<td>{@code DeliveryRoutesIT#keepsToWhatIsAskedFor}
 * <tr><td>figures are of a day by default<td>{@code DeliveryRoutesIT#countsTheLastDayByHour}
 * <tr><td>both are 404 for a webhook that is not there<td>{@code DeliveryRoutesIT#knowsNothingOfWebhooksThatAreNotThere}
 * <tr><td>failures have classes<td>{@code WebhookSenderTest#failuresHaveTheClassesOfE2b}
 * <tr><td>A ghost has the metrics of its life<td>{@code RoutesIT#ghostHasTheMetricsOfItsLife}
 * <tr><td>team metrics follow starts and ends<td>{@code SnapshotsTest#headcountFollowsStartsAndEnds}
 * <tr><td>errors of the service have an error code<td>{@code ServiceErrorIT#plannedErrorsHaveTheirErrorCode}
 * <tr><td>the limiter tells when to come back<td>{@code ServiceErrorIT#limiterTellsWhenToComeBack}
 * <tr><td>whatever breaks is 500 in JSON<td>{@code ServiceErrorIT#routeThatBreaksIsAnswered500InJson}
 * <tr><td>answers are dated by its own clock<td>{@code SimulatorServerIT#datesItsAnswersByItsOwnClock}
 * <tr><td>equal seeds give equal histories, in every process<td>{@code SameSeedTest#givesSameRunInAnotherProcess}
 * </table>
 */
@NullMarked
package io.github.e2breconciler.simulator;

import org.jspecify.annotations.NullMarked;
