// One file of evidence on a page: a picture drawn anew, and its name, size and what the scanner said.
import type { ComponentChildren } from 'preact';
import { Badge } from '../../web/ui/text.tsx';
import type { Attachment } from '../attachment-store.ts';
import type { ShownEvidence } from './load-evidence.ts';

type EvidenceFileProps = {
  readonly file: Attachment;
  readonly view: ShownEvidence;
  readonly size: string;
  /** Where the file itself can be saved. */
  readonly href: string;
  /** Further ways to look at it. */
  readonly children?: ComponentChildren;
};

export function EvidenceFile({ file, view, size, href, children }: EvidenceFileProps) {
  return (
    <figure class="evidence-file">
      {view.picture !== undefined && !view.isWithheld && (
        <a href={view.picture}>
          <img src={view.picture} alt={`Evidence: ${file.name}`} loading="lazy" />
        </a>
      )}
      <figcaption>
        {view.isWithheld ? (
          <span class="file-name">{file.name}</span>
        ) : (
          <a class="file-name" href={href} download={file.name}>
            {file.name}
          </a>
        )}{' '}
        <span class="file-facts">
          {file.mediaType}, {size}
        </span>{' '}
        <ScanBadge view={view} /> {children}
      </figcaption>
    </figure>
  );
}

/** What the scanner said; nothing where there is no scanner. */
function ScanBadge({ view: { virus, virusName, isWithheld } }: { view: ShownEvidence }) {
  switch (virus) {
    case 'clean':
      return <Badge tone="good">no virus found</Badge>;
    case 'infected':
      return <Badge tone="bad">{`quarantined: ${virusName ?? 'infected'}`}</Badge>;
    case 'failed':
      return <Badge tone="attention">could not be scanned</Badge>;
    case 'waiting':
      return isWithheld ? <Badge tone="info">being scanned</Badge> : null;
    case 'skipped':
      return null;
  }
}
