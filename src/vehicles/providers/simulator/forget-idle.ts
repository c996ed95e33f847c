// Cars that nobody made, as those of test accounts, go back to what seed and clock say a while after their last order.
import { after, DAY } from '../../../core/clock.ts';
import type { Job } from '../../../core/work/jobs.ts';
import { deleteIdleCars } from './car-store.ts';

const IDLE_FOR = 90 * DAY;

/** Every night; harmless to repeat. */
export const forgetIdleCarsJob: Job = {
  name: 'forget-idle-simulated-cars',
  every: '53 3 * * *',
  run: async kernel => {
    const cars = await deleteIdleCars(kernel, after(kernel.clock.now(), -IDLE_FOR));
    if (cars > 0) kernel.log.info({ cars }, 'orders to simulated cars forgotten');
  },
};
