// Dates of the trust center as an iCalendar feed (RFC 5545): what is due when, so that nobody has to ask. Pure.
import type { Day } from '../content/content.ts';
import { addDays } from '../content/day.ts';
import type { TrustView } from '../view/trust-view.ts';

type Entry = { readonly id: string; readonly day: Day; readonly title: string; readonly about: string };

/** Events of whole days, each with an id that stays. */
export function writeCalendar(view: TrustView): string {
  const host = new URL(view.url).hostname;
  const stamp = view.at.replace(/[-:]|\.\d+/gu, '');
  return [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Telltale//Trust center//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${text(`Trust center of ${view.operator}`)}`,
    ...entriesOf(view).flatMap(({ id, day, title, about }) => [
      'BEGIN:VEVENT',
      `UID:${id}@${host}`,
      `DTSTAMP:${stamp}`,
      `DTSTART;VALUE=DATE:${date(day)}`,
      `DTEND;VALUE=DATE:${date(addDays(day, 1))}`,
      `SUMMARY:${text(title)}`,
      `DESCRIPTION:${text(about)}`,
      `URL:${view.url}`,
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
    '',
  ]
    .map(fold)
    .join('\r\n');
}

function entriesOf(view: TrustView): Entry[] {
  return [
    ...view.attestations.flatMap((one): Entry[] => {
      const name = one.isExample ? `${one.name} (example)` : one.name;
      return [
        {
          id: `${one.id}-due`,
          day: one.nextDue,
          title: one.state === 'in-progress' ? `${name}: examined through today` : `${name}: next one due`,
          about: `${one.auditor}. ${one.scope}`,
        },
        ...(one.bridgedThrough === null
          ? []
          : [
              {
                id: `${one.id}-bridge`,
                day: one.bridgedThrough,
                title: `${name}: bridge letter ends`,
                about: 'A bridge letter covers at most three months.',
              },
            ]),
      ];
    }),
    ...view.changes.map(({ id, kind, name, effectiveOn }) => ({
      id,
      day: effectiveOn,
      title: kind === 'ended' ? `Sub-processor ends: ${name}` : `Sub-processor begins: ${name}`,
      about: `See ${view.url}#subprocessors`,
    })),
    ...view.controls.flatMap(({ id, statement, policy, freshUntil }) =>
      policy.kind === 'person' && freshUntil !== null
        ? [{ id: `${id}-stale`, day: freshUntil.slice(0, 10), title: 'Evidence runs out', about: statement }]
        : [],
    ),
  ];
}

const date = (day: Day): string => day.replaceAll('-', '');

/** RFC 5545 §3.3.11. */
const text = (value: string): string =>
  value
    .replace(/[\\;,]/gu, mark => `\\${mark}`)
    .replace(/\r\n?|\n/gu, '\\n')
    .replace(/\p{Cc}/gu, ' ');

/** RFC 5545 §3.1: lines of at most 75 octets, never cut within a character. */
function fold(line: string): string {
  const parts: string[] = [];
  let part = '';
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > 74) {
      parts.push(part);
      part = '';
      octets = 1;
    }
    part += character;
    octets += size;
  }
  return [...parts, part].join('\r\n ');
}
