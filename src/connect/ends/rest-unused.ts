// What nobody uses is paused, then ends; whoever gave it is told of both, and a while before any end that comes by itself.
import { mailPerson } from '../../accounts/index.ts';
import { unusedRules, warnBefore } from '../../catalog/grant-rules.ts';
import { href, routes } from '../../catalog/routes.ts';
import { actorId, system } from '../../core/actor.ts';
import { after, DAY } from '../../core/clock.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Job } from '../../core/work/jobs.ts';
import { lastAskedAt } from '../../vehicles/index.ts';
import { readNoticeContent } from '../consent/consent-notice.ts';
import { readNotice } from '../consent/notice-store.ts';
import { endGrant } from '../end-grant.ts';
import { pause } from '../owner/pause-grant.ts';
import { wordsIn } from '../words/languages.ts';
import { listEndingBetween, listLeftUnused, listUntouched, touch } from './unused-store.ts';

const AT_ONCE = 200;
const self = system('connect');

export const restUnusedJob: Job = {
  name: 'rest-unused-grants',
  every: '17 4 * * *',
  run: async kernel => {
    await pauseUnused(kernel);
    await endUnused(kernel);
    await warnOfEnds(kernel);
  },
};

/** Tokens are one sign of use, lines in the owner's log the other: an application may act by a token of its own. */
async function pauseUnused(kernel: Kernel): Promise<void> {
  const since = after(kernel.clock.now(), -unusedRules.pauseAfter * DAY);
  for (let last = ''; ; ) {
    const untouched = await listUntouched(kernel, since, AT_ONCE, last);
    const used = await lastAskedAt(kernel, untouched, since);
    await touch(
      kernel,
      [...used].map(([grant, at]) => ({ grant, at })),
    );
    for (const grant of untouched.filter(({ id }) => !used.has(id)))
      await kernel.transaction(async kernel => {
        if (await pause(kernel, self, grant, 'unused')) await tellOwner(kernel, grant, 'unused', `paused:${grant.id}`);
      });
    const end = untouched.at(-1);
    if (end === undefined || untouched.length < AT_ONCE) return;
    last = end.id;
  }
}

async function endUnused(kernel: Kernel): Promise<void> {
  const before = after(kernel.clock.now(), -unusedRules.endAfter * DAY);
  for (;;) {
    const left = await listLeftUnused(kernel, before, AT_ONCE);
    for (const grant of left) await endGrant(kernel, actorId(self), grant, 'unused');
    if (left.length < AT_ONCE) return;
  }
}

/** Each end is told of once for each of the days; an end that was put off is another one. */
async function warnOfEnds(kernel: Kernel): Promise<void> {
  const now = kernel.clock.now();
  const rest = unusedRules.endAfter * DAY;
  for (const [index, days] of warnBefore.entries()) {
    const next = warnBefore[index + 1] ?? 0;
    // From this warning on to the next one: a night on which nothing ran is made up for.
    for (const grant of await listEndingBetween(kernel, after(now, next * DAY), after(now, days * DAY), rest))
      await kernel.transaction(kernel =>
        tellOwner(kernel, grant, 'ending', `ending:${grant.id}:${grant.endsAt.toISOString()}:${days}`),
      );
  }
}

/** In the language in which it was allowed; what it is about stands on the owner's page. @param cause never mails twice */
async function tellOwner(
  kernel: Kernel,
  { id, owner }: { readonly id: string; readonly owner: string },
  what: 'unused' | 'ending',
  cause: string,
): Promise<void> {
  const notice = await readNotice(kernel, { id: owner }, id);
  const content = notice === undefined ? undefined : readNoticeContent(notice);
  const { mail } = wordsIn(content?.language ?? 'en');
  const { operator, publicUrl } = kernel.config;
  await mailPerson(
    kernel,
    owner,
    {
      subject: what === 'unused' ? mail.unusedSubject(operator.name) : mail.endingSubject(operator.name),
      text: [what === 'unused' ? mail.unused : mail.ending, '', publicUrl + href(routes.privacy.grant, { id })].join(
        '\n',
      ),
    },
    cause,
  );
}
