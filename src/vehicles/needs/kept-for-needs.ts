// Keeps what cars report only as far as it is needed, also when their owner changes what they allow at that very moment.
import type { Kernel } from '../../core/kernel.ts';
import type { OurCar } from '../makers/pushed-value-store.ts';
import { forgetUnneeded } from './keep-only-needed.ts';
import type { Needed } from './needed.ts';
import { needsOf } from './needs.ts';

type Keep = (needed: Needed) => Promise<void>;

const listening = new WeakSet<object>();

/**
 * Whoever takes something back deletes what stands there, and may not see what is being written at that moment. So what was
 * written is looked at again: by whoever wrote it, when a change was told meanwhile, and by each process that has written
 * something of the owner, when it hears of the change.
 * @returns keeps something of a car by what is needed of it; resolves when that is committed
 */
export function keptForNeeds(kernel: Kernel): (car: OurCar, keep: Keep) => Promise<void> {
  const needs = needsOf(kernel);
  if (!listening.has(needs)) {
    listening.add(needs);
    needs.onChange(owner => {
      forgetUnneeded(kernel, owner).catch((err: unknown) =>
        kernel.log.error({ err, owner }, 'what is needed no more could not be forgotten'),
      );
    });
  }
  return async (car, keep) => {
    const began = needs.begin();
    const needed = await needs.of(car);
    if (needed.signals.size === 0) return;
    await keep(needed);
    if (!needs.isUnchanged(car.owner, began)) await forgetUnneeded(kernel, car.owner);
  };
}
