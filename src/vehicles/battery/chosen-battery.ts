// Where a maker knows several battery sizes for a car, the owner's choice among them is told.
import type { Kernel } from '../../core/kernel.ts';
import { type Reading, readingValue } from '../providers/provider.ts';
import { findBatterySize, type OwnedCar } from './battery-size-store.ts';

/** The readings, the battery with the size that the owner has chosen, when the maker still offers that. */
export async function withChosenBattery(
  kernel: Kernel,
  car: OwnedCar,
  readings: readonly Reading[],
): Promise<readonly Reading[]> {
  const told = readingValue(readings, 'battery_capacity');
  if (told === null || told.candidates.length < 2) return readings;
  const size = await findBatterySize(kernel, car);
  if (!told.candidates.some(({ capacity }) => capacity === size)) return readings;
  return readings.map(reading =>
    reading.signal === 'battery_capacity'
      ? { ...reading, value: { ...told, nominal: size, source: 'USER_SELECTED' as const } }
      : reading,
  );
}
