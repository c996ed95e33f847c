// What can be read of a car in one go, and what may come of it. Pure.
import type { ReadEndpoint } from '../../catalog/vehicle-endpoints.ts';
import { isRefusal, type Refusal } from '../../core/errors.ts';
import type { Reading } from '../providers/provider.ts';

/** What can be read: an endpoint of the catalog, or as much of one. */
export type Readable = Pick<ReadEndpoint, 'permission' | 'signals'> &
  Partial<Pick<ReadEndpoint, 'extras' | 'hasAge'>> & {
    /** Whatever of the signals there is, and not the first one above all. */
    readonly isList?: true;
  };

/** What came of one read: values, its first signal among them, or why there are none. */
export type ReadResult = readonly Reading[] | Refusal;

export const isReadings = (result: ReadResult): result is readonly Reading[] => !isRefusal(result);
