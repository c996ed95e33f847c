// The claims of a report as they are read: each with its evidence beside it.
import type { ComponentChildren } from 'preact';
import { CodeBlock, DefinitionList, Mono } from '../../web/ui/text.tsx';
import type { Attachment } from '../attachment-store.ts';
import type { Claim, ClaimEvidence } from './claim.ts';

type ClaimListProps = {
  readonly claims: readonly Claim[];
  readonly files: readonly Attachment[];
  /** How this page shows a file of evidence. */
  readonly showFile: (file: Attachment) => ComponentChildren;
  readonly level?: 3 | 4;
};

/** All claims, and beside each what supports it. */
export function ClaimList({ claims, files, showFile, level = 3 }: ClaimListProps) {
  const Heading = `h${level}` as const;
  if (claims.length === 0) return null;
  return (
    <div class="claims">
      {claims.map((claim, index) => (
        // Claims of a report never change their order.
        <article class="report-claim" key={`claim-${index + 1}`}>
          <div class="claim-said">
            <Heading>Claim {index + 1}</Heading>
            <DefinitionList
              items={[
                ...said('Starts with', claim.precondition),
                ...said('Does', claim.action),
                ...said('Then', claim.effect),
                ...(claim.asset === '' ? [] : [{ term: 'On', detail: <Mono>{claim.asset}</Mono> }]),
              ]}
            />
          </div>
          <div class="claim-proof">
            {claim.evidence.length === 0 && <p class="field-hint">No evidence came with this claim.</p>}
            {claim.evidence.map((item, place) => (
              <Evidence key={`evidence-${place + 1}`} item={item} claim={index + 1} files={files} showFile={showFile} />
            ))}
          </div>
        </article>
      ))}
    </div>
  );
}

/** The files that no claim speaks of. */
export const filesBeside = (claims: readonly Claim[], files: readonly Attachment[]): Attachment[] => {
  const spoken = new Set(
    claims.flatMap(({ evidence }) => evidence.flatMap(item => ('sha256' in item ? [item.sha256] : []))),
  );
  return files.filter(({ sha256, message }) => message !== null || !spoken.has(sha256));
};

const said = (term: string, text: string) =>
  text.trim() === '' ? [] : [{ term, detail: <span class="claim-text">{text}</span> }];

type EvidenceProps = Pick<ClaimListProps, 'files' | 'showFile'> & { item: ClaimEvidence; claim: number };

function Evidence({ item, claim, files, showFile }: EvidenceProps) {
  if (item.kind === 'text') return <CodeBlock label={`Text for claim ${claim}`}>{item.text}</CodeBlock>;
  if (item.kind === 'exchange')
    return (
      <div class="exchange">
        <p class="exchange-label">Request</p>
        <CodeBlock label={`Request for claim ${claim}`}>{item.request}</CodeBlock>
        <p class="exchange-label">Response</p>
        <CodeBlock label={`Response for claim ${claim}`}>{item.response}</CodeBlock>
      </div>
    );
  const file = files.find(({ sha256 }) => sha256 === item.sha256);
  return file ? <div>{showFile(file)}</div> : <p class="field-hint">{item.name} is not there any more.</p>;
}
