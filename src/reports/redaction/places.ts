// The texts of a report, each with a key of its own, and the report with one of them replaced. Pure.
import type { CanonicalReport } from '../canonical-report.ts';
import type { ClaimEvidence } from '../claims/claim.ts';

/** One text that can be redacted. `key` is stable and names no content: `description`, `claim.0.action`, `message.msg_…`. */
export type PlacedText = { readonly key: string; readonly label: string; readonly text: string };

const fields = [
  ['title', 'Title'],
  ['location', 'Place'],
  ['description', 'Description'],
  ['steps', 'Steps'],
  ['impact', 'Impact'],
] as const;

const claimFields = [
  ['precondition', 'start'],
  ['action', 'act'],
  ['effect', 'effect'],
  ['asset', 'asset'],
] as const;

/** What was sent, text by text; empty ones are left out. */
export function textsOf(content: CanonicalReport): PlacedText[] {
  const texts: PlacedText[] = [
    ...fields.map(([key, label]) => ({ key, label, text: content[key] })),
    { key: 'target', label: 'Target as typed', text: content.target.typed },
    ...(content.claims ?? []).flatMap((claim, index) => [
      ...claimFields.map(([name, word]) => ({
        key: `claim.${index}.${name}`,
        label: `Claim ${index + 1}, ${word}`,
        text: claim[name],
      })),
      ...claim.evidence.flatMap((item, place) =>
        wordsOf(item).map(([name, text]) => ({
          key: `claim.${index}.evidence.${place}.${name}`,
          label: `Claim ${index + 1}, ${name}`,
          text,
        })),
      ),
    ]),
  ];
  return texts.filter(({ text }) => text.trim() !== '');
}

const wordsOf = (item: ClaimEvidence): [name: string, text: string][] =>
  item.kind === 'text'
    ? [['text', item.text]]
    : item.kind === 'exchange'
      ? [
          ['request', item.request],
          ['response', item.response],
        ]
      : [];

/** The report with each text replaced by what `change` makes of it; files by name as `nameOf` says. */
export function withTexts(
  content: CanonicalReport,
  change: (key: string, text: string) => string,
  nameOf: (file: { readonly sha256: string; readonly name: string }) => string,
): CanonicalReport {
  return {
    ...content,
    title: change('title', content.title),
    location: change('location', content.location),
    description: change('description', content.description),
    steps: change('steps', content.steps),
    impact: change('impact', content.impact),
    target: { ...content.target, typed: change('target', content.target.typed) },
    files: content.files.map(file => ({ ...file, name: nameOf(file) })),
    ...(content.claims && {
      claims: content.claims.map((claim, index) => {
        const at = (name: string, text: string): string => change(`claim.${index}.${name}`, text);
        return {
          precondition: at('precondition', claim.precondition),
          action: at('action', claim.action),
          effect: at('effect', claim.effect),
          asset: at('asset', claim.asset),
          evidence: claim.evidence.map((item, place): ClaimEvidence => {
            const inside = (name: string, text: string): string => at(`evidence.${place}.${name}`, text);
            if (item.kind === 'text') return { kind: 'text', text: inside('text', item.text) };
            if (item.kind === 'file') return { ...item, name: nameOf(item) };
            return {
              kind: 'exchange',
              request: inside('request', item.request),
              response: inside('response', item.response),
            };
          }),
        };
      }),
    }),
  };
}
