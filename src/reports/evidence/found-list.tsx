// The secrets and personal data that were found in texts, by kind and place, without showing them once more.
import { Callout, Mono } from '../../web/ui/text.tsx';
import type { CanonicalReport } from '../canonical-report.ts';
import { type Finding, findingKinds, findSecrets, hint } from './find-secrets.ts';

export type PlacedText = Finding & { readonly place: string };

/** What was found in the words of a report: title, texts, claims. */
export function findInReport({
  title,
  location,
  description,
  steps,
  impact,
  claims = [],
}: CanonicalReport): PlacedText[] {
  const texts: [place: string, text: string][] = [
    ['Title', title],
    ['Place', location],
    ['Description', description],
    ['Steps', steps],
    ['Impact', impact],
    ...claims.flatMap((claim, index): [string, string][] => [
      [`Claim ${index + 1}`, [claim.precondition, claim.action, claim.effect, claim.asset].join('\n')],
      ...claim.evidence.flatMap((item): [string, string][] => {
        if (item.kind === 'text') return [[`Claim ${index + 1}, text`, item.text]];
        if (item.kind === 'file') return [];
        return [
          [`Claim ${index + 1}, request`, item.request],
          [`Claim ${index + 1}, response`, item.response],
        ];
      }),
    ]),
  ];
  return texts.flatMap(([place, text]) => findSecrets(text).map(found => ({ ...found, place })));
}

/** For staff: handle it with care. Nothing is shown when nothing was found. `redactAt` is where it can be taken out. */
export function FoundList({ findings, redactAt }: { findings: readonly PlacedText[]; redactAt?: string | undefined }) {
  if (findings.length === 0) return null;
  return (
    <Callout tone="attention" title="Secrets or personal data, as far as a program can tell">
      <ul class="advice">
        {findings.map(({ kind, line, place, text, at }) => (
          <li key={`${place}${at}`}>
            {findingKinds[kind]} <Mono>{hint(text)}</Mono> in {place}, line {line}
          </li>
        ))}
      </ul>
      <p>
        Don’t pass it on. If it is live, have it changed first.{' '}
        {redactAt !== undefined && <a href={redactAt}>Make it unreadable</a>}
      </p>
    </Callout>
  );
}
