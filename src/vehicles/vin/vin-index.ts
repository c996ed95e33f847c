// The keyed hash of a VIN, in the columns of whichever version of its key.
import type { Lookup } from '../../core/crypto/lookup/lookups.ts';
import type { Kernel } from '../../core/kernel.ts';

/** The purpose of the key. */
export const VIN = 'vehicles.vin';
/** The columns that hold the hashes, in every table that is looked up by a VIN. */
export const VIN_COLUMNS = ['vin_index', 'vin_index_even'] as const;

export const lookupVin = ({ db, vault }: Pick<Kernel, 'db' | 'vault'>, vin: string): Promise<Lookup> =>
  vault.lookups.of(db, VIN, vin);
