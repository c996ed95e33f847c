// How much of this month's quota an application has used, for its developers.
import { requestsPerCarAndMonth } from '../../catalog/quotas.ts';
import type { Kernel } from '../../core/kernel.ts';
import { monthOf } from './month.ts';
import { quotaOf } from './monthly-quota.ts';
import { listRequestCounts } from './request-count-store.ts';

export type UseOfMonth = {
  /** Requests to one car. */
  readonly perCar: number;
  readonly from: Date;
  /** When counting begins anew. */
  readonly until: Date;
  /** The cars that were asked for most, first. */
  readonly cars: readonly { readonly vehicle: string; readonly requests: number }[];
};

/**
 * The use of this month so far, exact to what other processes counted in the last seconds.
 * @param application which the caller has opened as its member
 */
export async function useOfMonth(
  kernel: Kernel,
  application: { readonly id: string },
  limit: number,
): Promise<UseOfMonth> {
  await quotaOf(kernel).flush();
  const month = monthOf(kernel.clock.now());
  const cars = await listRequestCounts(kernel, application, month.from, limit);
  return { ...month, perCar: requestsPerCarAndMonth, cars };
}
