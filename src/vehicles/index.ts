// The front door of vehicles: an owner's cars, reading them for an application, and the log of who read what.
export { type Affected, type AffectedQuery, findAffected } from './affected-store.ts';
export { keepBatterySize, type OpenLink as OpenBatteryLink, openBatteryLink } from './battery/battery-link.ts';
export { describeCars } from './describe-cars.ts';
export { type VehicleErrorBody, vehicleErrorBody } from './error-body.ts';
export { forgetSimulatedCars } from './forget-simulated-cars.ts';
export { type FoundCar, findCarsAtMaker, keepFoundCars, type LinkInput, linkVehicles } from './link-vehicles.ts';
export { findReachedBy, type ReachedBy } from './makers/account-store.ts';
export { type EndedSignIn, letGoOfMakers, listEndedSignIns } from './makers/let-go.ts';
export { forgetTakenBack, hearWhatIsNeeded } from './needs/keep-only-needed.ts';
export type { Mode, Provider, ProviderFault, Reading, SignedIn, SignIn } from './providers/provider.ts';
export { isFault } from './providers/provider.ts';
export { findProvider, makesOffered, providersOf, providersOfMake } from './providers/registry.ts';
export { carChoices, credentialsOfCar, readOrder } from './providers/simulator/car-order.ts';
export { type Doing, type Forward, forwards, type Stretch } from './providers/simulator/fast-forward.ts';
export { deleteMadeCars, findMadeCar, listMadeCars, type MadeCar } from './providers/simulator/made-car-store.ts';
export { type CarChange, type CarView, changeMadeCar, lookAtCar, makeCar } from './providers/simulator/made-cars.ts';
export { useOfMonth } from './quota/use-of-month.ts';
export type { ReadEvent, ReadFilter, ReadOutcome, ReadSummary, ReadUse } from './read-event.ts';
export { commandLabel, findScope, permissionOf } from './read-event.ts';
export { listReadEvents, type ReadEventPage, streamReadEvents } from './read-event-store.ts';
export { readMany, readSignals } from './read-signals.ts';
export { countReadsSince, lastAskedAt, type UseInLog, usesBetween } from './read-uses-store.ts';
export { isReadings, type Readable } from './reads/readable.ts';
export { isRounded } from './reads/round-places.ts';
export { renewSignIn } from './renew-sign-in.ts';
export { summarizeReads } from './summarize-reads.ts';
export { type SignalV3, signalV3 } from './told-signal.ts';
export { namedUser, userIdOf } from './user-id.ts';
export { granteeOf, MOST as MOST_ON_PAGE, PageQuery, pageLinks, readPage } from './v3/call.ts';
export { makeOfVin } from './vehicle.ts';
export {
  type CarFacts,
  findCarFacts,
  findVehiclesOfOwner as listOwnedVehicles,
  listSandboxVehicles,
  marksOfVehicles,
  type OwnedVehicle,
} from './vehicle-store.ts';
