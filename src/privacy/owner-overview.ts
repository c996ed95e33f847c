// An owner's cars, who may use each, and how they did: put together from grants, cars and the read log. Pure.
import type { ScopeName } from '../catalog/scopes.ts';
import { usualADay } from '../catalog/usual-reads.ts';
import type { Grant } from '../connect/index.ts';
import { findScope, type OwnedVehicle, type ReadSummary, type ReadUse } from '../vehicles/index.ts';
import { counted } from './permission-words.ts';

/** An active grant as one car's card shows it. */
export type AccessToCar = { readonly grant: Grant; readonly lastReadAt: Date | undefined };
export type CarCard = { readonly car: OwnedVehicle; readonly accesses: readonly AccessToCar[] };
/** A permission that was granted and never used since. */
export type UnusedPermission = { readonly grant: Grant; readonly permission: ScopeName };

/** A kind of data of one car that was read far more often within a week than apps usually need it. */
export type OftenRead = {
  readonly grant: Grant;
  readonly car: OwnedVehicle;
  readonly permission: ScopeName;
  readonly reads: number;
  /** What is usual at most, within a week. */
  readonly usual: number;
};

export type OwnerOverview = {
  readonly cards: readonly CarCard[];
  readonly unused: readonly UnusedPermission[];
  readonly often: readonly OftenRead[];
  /** The latest end first. */
  readonly ended: readonly Grant[];
};

/** Sorts what is known of an owner's grants under their cars. */
export function overviewOf(
  cars: readonly OwnedVehicle[],
  grants: readonly Grant[],
  uses: readonly ReadUse[],
): OwnerOverview {
  const active = grants.filter(({ revokedAt }) => revokedAt === undefined);
  return {
    cards: cars.map(car => ({
      car,
      accesses: active
        .filter(({ vehicles }) => vehicles.includes(car.id))
        .map(grant => ({
          grant,
          lastReadAt: lastRead(uses, use => use.grant === grant.id && use.vehicle === car.id),
        })),
    })),
    unused: active.flatMap(grant =>
      grant.scopes
        .flatMap(name => findScope(name)?.name ?? [])
        .filter(permission => !lastRead(uses, use => use.grant === grant.id && use.permission === permission))
        .map(permission => ({ grant, permission })),
    ),
    often: uses.flatMap(({ grant: id, vehicle, permission, allowedThisWeek: reads }) => {
      const grant = active.find(one => one.id === id && one.scopes.includes(permission));
      const car = cars.find(one => one.id === vehicle);
      const usual = 7 * usualADay(permission);
      return grant && car && reads > usual ? [{ grant, car, permission, reads, usual }] : [];
    }),
    ended: grants
      .filter(({ revokedAt }) => revokedAt !== undefined)
      .toSorted((one, other) => (other.revokedAt?.getTime() ?? 0) - (one.revokedAt?.getTime() ?? 0)),
  };
}

/** When something that fits was last handed out. */
export function lastRead(uses: readonly ReadUse[], fits: (use: ReadUse) => boolean): Date | undefined {
  const times = uses.filter(fits).flatMap(({ lastAllowedAt }) => lastAllowedAt?.getTime() ?? []);
  return times.length > 0 ? new Date(Math.max(...times)) : undefined;
}

/** "2 apps read 3 kinds of data 41 times this week." */
export const weekInWords = ({ applications, kinds, reads }: ReadSummary['week']): string =>
  reads === 0
    ? 'No app read anything this week.'
    : `${counted(applications, 'app')} read ${counted(kinds, 'kind')} of data ${counted(reads, 'time')} this week.`;

/** "Chevrolet Volt 2016", for a make that APIs write in capitals. */
export const carName = ({ make, model, year }: Pick<OwnedVehicle, 'make' | 'model' | 'year'>): string =>
  `${makeName(make)} ${model} ${year}`;

/** "Volt", when it is the only one; the full name among cars of the same model. */
export const shortCarName = (car: OwnedVehicle, all: readonly OwnedVehicle[]): string =>
  all.filter(({ model }) => model === car.model).length > 1 ? carName(car) : car.model;

// Makes of three letters or fewer are initials: BMW, KIA, VW.
const makeName = (make: string): string => (make.length <= 3 ? make : make.charAt(0) + make.slice(1).toLowerCase());
