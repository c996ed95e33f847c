// Which provider serves which cars.
import { openDb } from '../../core/database/db.ts';
import type { Kernel } from '../../core/kernel.ts';
import { findPushed, type OurCar } from '../makers/pushed-value-store.ts';
import { watchMaker } from '../makers/watch-maker.ts';
import { fleet } from '../telemetry/fleet.ts';
import { guardProvider } from './guard-provider.ts';
import { ovms } from './ovms/ovms.ts';
import type { Mode, Provider } from './provider.ts';
import { simulatorOf } from './simulator/simulator.ts';
import { testMakersOf } from './simulator/test-makers.ts';
import { smartcar } from './smartcar/smartcar.ts';
import { tesla } from './tesla/tesla.ts';

/** One set per kernel: simulated cars are kept in the database, and a transaction has a kernel of its own. */
const known = new WeakMap<Kernel, readonly Provider[]>();

/** Makers in the world, one set per database: what an adapter has learned about its maker counts for all requests. */
const makers = new WeakMap<Kernel['pool'], readonly Provider[]>();

function makersOf(kernel: Kernel): readonly Provider[] {
  const made = makers.get(kernel.pool);
  if (made !== undefined) return made;
  // What is kept longer than a transaction must not hold its database.
  const db = openDb(kernel.pool);
  const config = kernel.config.makers;
  const reported = { findPushed: (car: OurCar, names: readonly string[]) => findPushed({ ...kernel, db }, car, names) };
  const configured = [
    config.tesla &&
      tesla(config.tesla, kernel, {
        domain: new URL(kernel.config.publicUrl).hostname,
        ...(config.teslaTelemetry && { reports: reported }),
      }),
    config.smartcar && smartcar(config.smartcar, kernel),
    config.ovms && ovms(config.ovms, { random: kernel.random, ...reported }),
    config.fleet && fleet({ vault: kernel.vault, pool: kernel.pool, db }),
  ];
  const guardedOnes = configured.flatMap(provider => (provider ? [guarded(kernel, provider)] : []));
  makers.set(kernel.pool, guardedOnes);
  return guardedOnes;
}

/** Every provider that this installation is configured for, in order of preference. */
export function providersOf(kernel: Kernel): readonly Provider[] {
  const made = known.get(kernel);
  if (made !== undefined) return made;
  const providers = [simulatorOf(kernel), testMakersOf(kernel), ...makersOf(kernel)];
  known.set(kernel, providers);
  return providers;
}

/** Makers in the world may be slow or out; whether they are is noted for the operator. */
const guarded = ({ clock, pool, log }: Kernel, provider: Provider): Provider =>
  guardProvider(provider, clock, watchMaker({ clock, pool, log }, provider.id));

/** The provider with this permanent id, as kept with a connection; undefined when it is not configured. */
export const findProvider = (kernel: Kernel, id: string): Provider | undefined =>
  providersOf(kernel).find(provider => provider.id === id);

/** The providers that serve a make (in upper case) in this mode, in order of preference. */
export const providersOfMake = (kernel: Kernel, make: string, mode: Mode): readonly Provider[] =>
  providersOf(kernel).filter(provider => provider.makes.includes(make) && provider.modes.includes(mode));

/** Every make (in upper case) that can be connected in this mode, in the order of the alphabet. */
export const makesOffered = (kernel: Kernel, mode: Mode): string[] =>
  [
    ...new Set(
      providersOf(kernel)
        .filter(({ modes }) => modes.includes(mode))
        .flatMap(({ makes }) => makes),
    ),
  ].sort();
