// What a car maker's adapter offers: one method per capability, each told the present moment, none throwing for a
// thing that cars do.
import type { Powertrain } from '../../catalog/signal-values.ts';
import type { SignalId, SignalValue } from '../../catalog/signals.ts';
import type { Command } from '../../catalog/vehicle-endpoints.ts';
import type { VehicleErrorCode } from '../../catalog/vehicle-errors.ts';
import type { Clock } from '../../core/clock.ts';
import type { GuardedFetch } from '../../core/fetch.ts';
import type { OurCar } from '../makers/pushed-value-store.ts';

/** How to reach one car at its maker. */
export type ProviderConnection = {
  /** The maker's own id of the car. */
  readonly vehicle: string;
  /** The opened credentials, in whatever form the adapter keeps them; null where it needs none. */
  readonly credentials: string | null;
  /** Which of our cars it is; absent until it is connected. */
  readonly ours?: OurCar;
  /** Of a command that may wait in line: whether its owner has taken back meanwhile that it may be given. */
  readonly isTakenBack?: () => Promise<boolean>;
};

export type ProviderVehicle = {
  /** The maker's own id of the car, to be put into a connection. */
  readonly vehicle: string;
  readonly vin: string;
  /** In upper case, as in API bodies. */
  readonly make: string;
  readonly model: string;
  readonly year: number;
  readonly powertrain: Powertrain;
  /** True when the car cannot be connected at all: Connect says `vehicle_incompatible` when there is no other. */
  readonly isIncompatible?: boolean;
};

/** One value of one signal, in the units of `quantities`; null when the car has the signal but cannot tell it now. */
export type ReadingOf<S extends SignalId> = {
  readonly signal: S;
  readonly value: SignalValue<S> | null;
  /** When the car recorded it, and when we fetched it. */
  readonly recordedAt: Date;
  readonly fetchedAt: Date;
};

export type Reading = { [S in SignalId]: ReadingOf<S> }[SignalId];

/** Why a request to a car was not fulfilled, in the API's own words. */
export type ProviderFault = {
  readonly fault: VehicleErrorCode;
  /** Seconds after which it may be tried again, when the maker says so. */
  readonly retryAfter?: number;
};

/** For what nobody is to be told any more. */
export const notAnyMore: ProviderFault = { fault: 'PERMISSION' };

/** What each command needs to know; checked before it gets here. */
export type CommandInputs = {
  lock_or_unlock: { readonly action: 'LOCK' | 'UNLOCK' };
  start_or_stop_charge: { readonly action: 'START' | 'STOP' };
  /** 0.5 to 1. */
  set_charge_limit: { readonly limit: number };
  send_destination: { readonly latitude: number; readonly longitude: number };
  /** Amperes. */
  set_charge_current: { readonly current: number };
  move_charge_port_door: { readonly action: 'OPEN' | 'CLOSE' };
  /** When to begin, or by when to be done: `time` as `HH:MM` of the car's day; null when it is switched off. */
  set_charge_schedule: {
    readonly type: 'START_TIME' | 'DEPARTURE_TIME';
    readonly enable: boolean;
    readonly time: string | null;
  };
  /** Times during which the car charges at a place; the limit, 0.5 to 1, is null where it stays. */
  set_location_schedule: {
    readonly latitude: number;
    readonly longitude: number;
    readonly limit: number | null;
    readonly chargeOnPlugin: boolean | null;
    readonly weekday: readonly ChargeWindow[];
    readonly weekend: readonly ChargeWindow[];
  };
  /** Times at a place, kept by the car under an id of ours; `days` as `MONDAY`. */
  add_charge_schedule: ChargeWindow & {
    readonly id: string;
    readonly type: 'daily' | 'weekly' | 'workweek';
    readonly days: readonly string[];
    readonly latitude: number;
    readonly longitude: number;
  };
  remove_charge_schedule: { readonly id: string };
};

/** From and until, as `HH:MM` of the place's day. */
export type ChargeWindow = { readonly start: string; readonly end: string };

export type RunCommand<C extends Command> = (
  connection: ProviderConnection,
  input: CommandInputs[C],
  now: Date,
) => Promise<'done' | ProviderFault>;

/** Credentials as the adapter keeps them: text that only it understands, sealed by us. */
export type SignedIn = { readonly credentials: string };

/** How an owner shows a maker that the cars are theirs. */
export type SignIn =
  /** Connect's own login page asks for name and password; never for those of an account at a maker. */
  | {
      readonly kind: 'form';
      /** Whose they are: of a car that is not real, or of a server that the operator runs. */
      readonly of: 'simulation' | 'own-server';
      readonly signIn: (
        /** `make`: the brand that the owner chose before, in upper case; without it all that the account has. */
        input: { readonly username: string; readonly password: string; readonly make?: string | undefined },
        now: Date,
      ) => Promise<SignedIn | ProviderFault>;
    }
  /** Connect sends the browser to the maker's authorization server and gets it back on its own callback (RFC 6749 §4.1, RFC 7636). */
  | {
      readonly kind: 'redirect';
      /** @param input `codeChallenge` by the method S256 */
      readonly authorizeUrl: (input: {
        readonly state: string;
        readonly redirectUri: string;
        readonly codeChallenge: string;
      }) => string;
      readonly exchange: (
        input: { readonly code: string; readonly redirectUri: string; readonly codeVerifier: string },
        now: Date,
      ) => Promise<SignedIn | ProviderFault>;
    };

/** How credentials that run out are made good again. */
export type Renewal = {
  /** The maker's own id of the account, to know it again when its owner signs in anew. */
  readonly accountOf: (credentials: string) => string;
  /** Whether they have run out or are about to. */
  readonly isDue: (credentials: string, now: Date) => boolean;
  /** New ones for old ones; the fault AUTHENTICATION_FAILED only when the maker will never take these again. */
  readonly renew: (credentials: string, now: Date) => Promise<SignedIn | ProviderFault>;
};

export type Ending = {
  /** The maker's name, for owners. */
  readonly maker: string;
  /** Where owners end by themselves at the maker what they allowed us; absent where nobody knows. */
  readonly ownPageUrl?: string;
  /**
   * Takes the sign-in back: tokens that are no longer good are no fault. The fault SMARTCAR_NOT_CAPABLE says that the
   * maker has no way to, whenever it is asked. Harmless to repeat. Not guarded: a maker that does not end sign-ins may
   * well answer for its cars.
   * @throws Refusal outgoing_failed
   */
  readonly end: (credentials: string, now: Date) => Promise<'done' | ProviderFault>;
};

/** What a connection is for: a real car, a test account of the contract, or a car that a developer simulates. */
export type Mode = 'live' | 'test' | 'simulated';

/** What an adapter may use of the outside world. */
export type ProviderDoor = { readonly fetch: GuardedFetch; readonly clock: Clock };

export type Provider = {
  /** Permanent; kept with every connection. */
  readonly id: string;
  /** Makes that it serves, in upper case. */
  readonly makes: readonly string[];
  /** What its cars may be connected for. */
  readonly modes: readonly Mode[];

  readonly signIn: SignIn;
  /** Where owners pair the key that commands to their car are signed with; absent where commands need none. */
  readonly virtualKeyUrl?: string;
  /** Absent where credentials do not run out; with it, all cars of an account share one set of them. */
  readonly renewal?: Renewal;

  /** How a sign-in is ended at the maker itself; absent where there is none, or no way to. */
  readonly ending?: Ending;

  /** The cars that these credentials open. */
  readonly listVehicles: (credentials: string | null, now: Date) => Promise<readonly ProviderVehicle[] | ProviderFault>;

  /**
   * The asked signals of one car, each at most once, in any order. A signal that this car does not have is left out;
   * a car that cannot be asked at all is a fault.
   */
  readonly read: (
    connection: ProviderConnection,
    signals: readonly SignalId[],
    now: Date,
  ) => Promise<readonly Reading[] | ProviderFault>;

  /**
   * Set where a read asks nobody outside: it is answered from what cars have reported. Then it neither waits for nor suffers
   * from a server that is slow or out.
   */
  readonly readsOwnStore?: true;

  /** Only the commands that this maker takes. */
  readonly commands: { readonly [C in Command]?: RunCommand<C> };
};

/** True when a provider answered with a fault instead of what was asked for. */
export const isFault = (answer: object | string): answer is ProviderFault =>
  typeof answer === 'object' && 'fault' in answer;

/** The value of one signal among readings, or null when it is absent or unknown. */
export const readingValue = <S extends SignalId>(readings: readonly Reading[], signal: S): SignalValue<S> | null =>
  readings.find((reading): reading is Extract<Reading, ReadingOf<S>> => reading.signal === signal)?.value ?? null;
