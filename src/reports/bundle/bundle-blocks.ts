// What the readable file of a bundle says, as headings and paragraphs. Pure; how it looks, `draw-pdf.ts` knows.
import type { CanonicalReport } from '../canonical-report.ts';
import type { BundleStory, StoryEvent, StoryMessage } from './bundle-story.ts';

export type Block =
  | { readonly kind: 'title' | 'section' | 'heading'; readonly text: string }
  /** Somebody's words, as they were written. */
  | { readonly kind: 'words'; readonly text: string }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'facts'; readonly facts: readonly (readonly [term: string, detail: string])[] };

/** Of one text; the rest stands in the JSON files. */
const LONGEST = 20_000;
/** Of all texts together. */
const LONGEST_ALL = 400_000;

export function blocksOf(story: BundleStory, sent: CanonicalReport, operator: string): Block[] {
  const blocks: Block[] = [
    { kind: 'title', text: `${story.number}: ${story.title}` },
    {
      kind: 'note',
      text: `Evidence bundle of ${operator}, made ${timeOf(story.madeAt)}. This page can be read; report.json, story.json and the proofs beside it can be checked. How: README.txt.`,
    },
    { kind: 'section', text: 'Where it stands' },
    {
      kind: 'facts',
      facts: [
        ['State', story.state.closed ? `${story.state.name} (${story.state.closed})` : story.state.name],
        ['In words', story.state.sentence],
        ...known('Priority', story.severity.priority === null ? null : `P${story.severity.priority}`),
        ...known('Judged as', story.severity.assessedVector),
        ...known('Score', story.severity.assessedScore === null ? null : String(story.severity.assessedScore)),
        ['Received', timeOf(story.times.received)],
        ...known('Answered', timeOf(story.times.answered)),
        ...known('Decided', timeOf(story.times.decided)),
        ...known('Fixed', timeOf(story.times.fixed)),
        ...known('Ended', timeOf(story.times.ended)),
        ['Policy', `${story.rules.policy}, SHA-256 ${story.rules.policySha256}`],
        ['Scope', story.rules.scope],
        ...known('Credit', story.credit),
      ],
    },
    ...teamBlocks(story),
    { kind: 'section', text: 'What was sent' },
    {
      kind: 'facts',
      facts: [
        ['Target', sent.target.typed],
        ['Where', sent.location],
        ...known('Severity said', sent.severity.cvss.join(', ') || null),
      ],
    },
    ...wordsOf('Description', sent.description),
    ...wordsOf('Steps', sent.steps),
    ...wordsOf('Impact', sent.impact),
    ...(sent.claims ?? []).flatMap((claim, index): Block[] => [
      { kind: 'heading', text: `Claim ${index + 1}` },
      {
        kind: 'facts',
        facts: [
          ['Starting from', claim.precondition],
          ['An attacker', claim.action],
          ['So that', claim.effect],
          ['On', claim.asset],
        ],
      },
      ...claim.evidence.flatMap((item): Block[] =>
        item.kind === 'text'
          ? [{ kind: 'words', text: item.text }]
          : item.kind === 'exchange'
            ? [
                { kind: 'words', text: item.request },
                { kind: 'words', text: item.response },
              ]
            : [{ kind: 'note', text: `File ${item.name}, SHA-256 ${item.sha256}` }],
      ),
    ]),
    { kind: 'section', text: 'Evidence' },
    ...evidenceBlocks(story),
    { kind: 'section', text: 'Messages' },
    ...(story.messages.length === 0
      ? [{ kind: 'note', text: 'None.' } as const]
      : story.messages.flatMap(messageBlocks)),
    { kind: 'section', text: 'What happened' },
    ...story.timeline.flatMap(eventBlocks),
  ];
  return shortened(blocks);
}

function teamBlocks({ team }: BundleStory): Block[] {
  if (team === null) return [];
  const text = (name: string): string | null => (typeof team[name] === 'string' ? team[name] : null);
  return [
    { kind: 'heading', text: 'For the team' },
    {
      kind: 'facts',
      facts: [
        ...known('Scope', text('scopeVerdict')),
        ...known('Exploited', text('exploited')),
        ...known('Has it', text('assignee')),
        ...known('Reporter', text('reporter')),
        ...known('Fix', text('fixReference')),
      ],
    },
    ...wordsOf('Opened from its encrypted message', text('openedText') ?? ''),
  ];
}

const evidenceBlocks = ({ evidence }: BundleStory): Block[] =>
  evidence.length === 0
    ? [{ kind: 'note', text: 'No files.' }]
    : evidence.map(file => ({
        kind: 'facts',
        facts: [
          ['File', file.name],
          ['In the bundle', file.path ?? 'withheld: in quarantine, or not scanned yet'],
          ['Kind', `${file.mediaType}, ${file.size.toLocaleString('en')} bytes`],
          ['SHA-256', file.sha256],
          ['Added', `${timeOf(file.at)} by ${file.addedBy}`],
        ],
      }));

const messageBlocks = ({ at, by, audience, text }: StoryMessage): Block[] => [
  { kind: 'heading', text: `${by}, ${timeOf(at)}${inside(audience)}` },
  { kind: 'words', text },
];

const eventBlocks = ({ at, title, by, audience, reason }: StoryEvent): Block[] => [
  { kind: 'facts', facts: [[timeOf(at), `${title}. ${by}${inside(audience)}`]] },
  ...(reason === null ? [] : [{ kind: 'words', text: reason } as const]),
];

const inside = (audience: string): string => (audience === 'internal' ? ' (internal note)' : '');

const wordsOf = (heading: string, text: string): Block[] =>
  text.trim() === ''
    ? []
    : [
        { kind: 'heading', text: heading },
        { kind: 'words', text },
      ];

const known = (term: string, detail: string | null): (readonly [string, string])[] =>
  detail === null || detail === '' ? [] : [[term, detail]];

/** `2026-11-26 09:30:00 UTC`. */
function timeOf(instant: string): string;
function timeOf(instant: string | null): string | null;
function timeOf(instant: string | null): string | null {
  return instant && `${instant.slice(0, 10)} ${instant.slice(11, 19)} UTC`;
}

function shortened(blocks: readonly Block[]): Block[] {
  let left = LONGEST_ALL;
  return blocks.map(block => {
    if (block.kind !== 'words') return block;
    const most = Math.min(LONGEST, left);
    left -= Math.min(block.text.length, most);
    return block.text.length <= most
      ? block
      : { kind: 'words', text: `${block.text.slice(0, most).toWellFormed()}\n[The rest stands in the JSON files.]` };
  });
}
