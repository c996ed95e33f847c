// Finds what somebody may go to by a few letters: reports by number or own title, kept views, people, places.
import { listStaff } from '../../accounts/index.ts';
import { may } from '../../catalog/permissions.ts';
import { href, routes } from '../../catalog/routes.ts';
import type { Actor } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import { placesFor, type Shell } from '../../web/frames.tsx';
import { listLabels } from '../queue/label-store.ts';
import { listSavedViews } from '../queue/saved-view-store.ts';
import { findByNumber, listOwnReports } from '../report-store.ts';
import { readNumber } from '../triage/queue-view.ts';

export type Found = { readonly href: string; readonly label: string; readonly kind: string };

const MOST = 12;

/** What fits, the surest first; nothing for no letters. Everybody finds only what they may see. */
export async function findThings(kernel: Kernel, actor: Actor, shell: Shell, typed: string): Promise<Found[]> {
  const wanted = typed.trim().toLowerCase().slice(0, 100);
  if (wanted === '' || actor.kind !== 'person') return [];
  const fits = (words: string): boolean => wanted.split(/\s+/u).every(part => words.toLowerCase().includes(part));
  const number = readNumber(wanted, kernel.clock.now());
  const reads = may(actor.staffRole, 'report.read');
  const [report, own, views, labels, people] = await Promise.all([
    number === null ? undefined : findByNumber(kernel, actor, number),
    listOwnReports(kernel, actor),
    listSavedViews(kernel, actor),
    reads ? listLabels(kernel) : [],
    reads ? listStaff(kernel, 'report.triage') : [],
  ]);
  const queue = (query: string): string => `${href(routes.reports.queue)}?${query}`;
  const page = reads ? routes.reports.triage : routes.reports.show;
  const found: Found[] = [
    ...(report
      ? [{ href: href(page, { id: report.id }), label: `${report.number} ${report.title}`, kind: 'Report' }]
      : []),
    ...placesFor(shell)
      .filter(({ label }) => fits(label))
      .map(place => ({ href: place.href, label: place.label, kind: 'Page' })),
    ...[...views.team, ...views.own]
      .filter(({ name }) => fits(name))
      .map(view => ({ href: queue(`${view.query}&saved=${view.id}`), label: view.name, kind: 'View of the queue' })),
    ...people
      .filter(({ name }) => fits(name))
      .map(({ id, name }) => ({ href: queue(`assignee=${id}`), label: name, kind: 'Reports of a person' })),
    ...labels.filter(fits).map(label => ({ href: queue(`label=${label}`), label, kind: 'Label' })),
    ...own
      .filter(({ id, title }) => id !== report?.id && fits(title))
      .map(({ id, number: its, title }) => ({
        href: href(routes.reports.show, { id }),
        label: `${its} ${title}`,
        kind: 'My report',
      })),
  ];
  return found.slice(0, MOST);
}
