// What is new in the trust center, as entries of a feed: updates, and changes of sub-processors. Pure.

import type { FeedEntry } from '../../web/feed.ts';
import { dayText } from '../view/day-text.ts';
import type { ChangeView, SubprocessorView, TrustView } from '../view/trust-view.ts';

/** Newest first. */
export function newsOf(view: TrustView): FeedEntry[] {
  return [
    ...view.updates.flatMap(({ id, title, body, urgency, publishedAt }) =>
      publishedAt === null
        ? []
        : [entry(view, { id: `update-${id}`, title, at: publishedAt, text: body, tags: ['update', urgency] })],
    ),
    ...view.changes.map(change => {
      const its = view.subprocessors.find(({ id }) => id === change.subprocessor);
      return entry(view, {
        id: `subprocessor-${change.id}`,
        title: changeTitle(change),
        at: change.announcedAt,
        text: its ? changeText(change, its, view) : '',
        tags: ['sub-processor', change.kind],
      });
    }),
  ].toSorted((one, other) => other.published.getTime() - one.published.getTime());
}

/** The change in one line, as mails and feeds say it. */
const changeTitle = ({ kind, name, effectiveOn }: ChangeView): string =>
  kind === 'ended'
    ? `${name} ends as sub-processor on ${dayText(effectiveOn)}`
    : `${name} begins as sub-processor on ${dayText(effectiveOn)}`;

/** Everything that a notice has to say: who, for what, which data, where, on what ground, from when, how to object. */
function changeText(change: ChangeView, its: SubprocessorView, view: TrustView): string {
  if (change.kind === 'ended') return `${its.name} no longer works for us from ${dayText(change.effectiveOn)} on.`;
  const replaced = view.subprocessors.find(({ id }) => id === its.replaces);
  return [
    `${its.name}: ${its.purpose}.`,
    `Data: ${its.dataCategories.join(', ')}.`,
    `Where: ${its.countries.join(', ')}. Transfer: ${its.transfer}.`,
    ...(replaced ? [`It comes in the place of ${replaced.name}.`] : []),
    change.emergency === null
      ? `It begins on ${dayText(change.effectiveOn)}. Until then you can object: ${view.url}#subprocessors`
      : `It is an emergency and begins on ${dayText(change.effectiveOn)}: ${change.emergency}`,
  ].join('\n');
}

const entry = (
  view: TrustView,
  { id, title, at, text, tags }: { id: string; title: string; at: string; text: string; tags: string[] },
): FeedEntry => ({
  id: `${view.url}#${id}`,
  url: `${view.url}#${tags[0] === 'update' ? 'updates' : 'subprocessors'}`,
  title: view.isDemo ? `Demo: ${title}` : title,
  published: new Date(at),
  updated: new Date(at),
  text,
  tags,
});
