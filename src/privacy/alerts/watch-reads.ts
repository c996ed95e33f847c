// Looks through the read log for what owners want to be told, beside the reads and never in their way.
import { mailPerson } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { LEAST_USUAL, usualADay } from '../../catalog/usual-reads.ts';
import { after, DAY, MINUTE } from '../../core/clock.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Job } from '../../core/work/jobs.ts';
import { countReadsSince, permissionOf, usesBetween } from '../../vehicles/index.ts';
import { alertsOf, type NewAlert } from './alert.ts';
import { findChoices, findKnown, insertAlerts, saveUses, saveWatched, takeWatched } from './alert-store.ts';

/** Lines that were written a moment ago may have been committed after later ones; they are read twice, and told once. */
const OVERLAP = 2 * MINUTE;

const READS = 'reads';

export const watchReadsJob: Job = { name: 'watch-reads', every: '* * * * *', run: kernel => watchReads(kernel) };

/**
 * Reads on where it stopped the last time.
 * @param first what to do the first time: how far back to look, a day unless told otherwise, and whether to write no mails
 */
export async function watchReads(
  kernel: Kernel,
  first: { readonly since?: Date; readonly isQuiet?: true } = {},
): Promise<void> {
  await kernel.transaction(async kernel => {
    const now = kernel.clock.now();
    const until = (await takeWatched(kernel, READS)) ?? first.since ?? after(now, -DAY);
    const uses = await usesBetween(kernel, after(until, -OVERLAP), now);
    const byGrant = Map.groupBy(uses, ({ grant }) => grant);
    const known = await findKnown(kernel, [...byGrant.keys()]);
    await tell(
      kernel,
      [...byGrant].flatMap(([grant, used]) => alertsOf(known.get(grant) ?? new Map(), used)),
      first.isQuiet,
    );
    await saveUses(kernel, uses);
    await saveWatched(kernel, READS, now);
  });
}

/** What was read far more often than it usually is. Four times a day: it reads a whole day of the log. */
export const watchPatternsJob: Job = {
  name: 'watch-read-patterns',
  every: '23 */6 * * *',
  run: async kernel => {
    const now = kernel.clock.now();
    const often = await countReadsSince(kernel, after(now, -DAY), LEAST_USUAL);
    const day = now.toISOString().slice(0, 10);
    await kernel.transaction(kernel =>
      tell(
        kernel,
        often.flatMap(({ owner, grant, application, vehicle, signal, reads }): NewAlert[] => {
          const permission = permissionOf(signal);
          if (permission === undefined || reads <= usualADay(permission)) return [];
          const cause = `beyond-pattern:${grant}:${vehicle}:${signal}:${day}`;
          return [{ owner, grant, application, kind: 'beyond-pattern', signal, cause, at: now }];
        }),
      ),
    );
  },
};

/** Keeps what the owners want to hear of, and writes to those who want a mail: one in an hour at most. */
async function tell(kernel: Kernel, alerts: readonly NewAlert[], isQuiet = false): Promise<void> {
  const choices = await findChoices(kernel, [...new Set(alerts.map(({ owner }) => owner))]);
  const howOf = ({ owner, kind }: NewAlert) => choices.get(owner)?.[kind] ?? 'mail';
  const told = await insertAlerts(
    kernel,
    alerts.filter(alert => howOf(alert) !== 'off'),
  );
  if (isQuiet) return;
  const hour = kernel.clock.now().toISOString().slice(0, 13);
  const { operator, publicUrl } = kernel.config;
  for (const owner of new Set(told.filter(alert => howOf(alert) === 'mail').map(alert => alert.owner)))
    await mailPerson(
      kernel,
      owner,
      {
        subject: `Something new about who uses your car, at ${operator.name}`,
        text: [
          'An app did something with your car that you wanted to hear of. What it was stands on your page, not in this mail:',
          '',
          publicUrl + href(routes.privacy.alerts),
          '',
          'There you also choose what you are told of, and how.',
        ].join('\n'),
      },
      `owner-alerts:${owner}:${hour}`,
    );
}
