// Measures every hour how fast the team was in the last 90 days, for the program page.
import { after, DAY } from '../../core/clock.ts';
import type { Job } from '../../core/work/jobs.ts';
import { currentProgram, saveFigures } from '../../program/index.ts';
import { listMeasured } from './queue-store.ts';
import { responseFigures } from './response-figures.ts';

const LOOKS_BACK = 90 * DAY;

export const measureResponseTimesJob: Job = {
  name: 'measure-response-times',
  every: '23 * * * *',
  run: async kernel => {
    const terms = await currentProgram(kernel);
    const reports = await listMeasured(kernel, after(kernel.clock.now(), -LOOKS_BACK));
    await kernel.transaction(kernel => saveFigures(kernel, responseFigures(reports, terms)));
  },
};
