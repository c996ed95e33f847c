// Pieces that several pages of a report share: what was sent, its files, its state in words.
import { type CurrentProgram, findKind, nameInWords } from '../../program/index.ts';
import { Markdown } from '../../web/ui/markdown.tsx';
import { Badge, DefinitionList, Mono, Severity, type Tone } from '../../web/ui/text.tsx';
import type { Attachment } from '../attachment-store.ts';
import type { Urgency } from '../canonical-report.ts';
import { withoutArmor } from '../encrypted/encrypted-words.ts';
import type { ReportHead, ReportPriority } from '../report-record.ts';

/** Bytes for people: `812 bytes`, `34 kB`, `2.1 MB`. */
export function fileSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** Whether the state asks something of the reporter, as a tone for its badge. */
function toneOf({ state, closeReason }: Pick<ReportHead, 'state' | 'closeReason'>): Tone {
  if (state === 'needs_info' || state === 'fixed') return 'attention';
  if (state === 'resolved') return 'good';
  if (state === 'closed') return closeReason === 'duplicate' ? 'info' : 'neutral';
  return 'info';
}

export type ReportText = {
  readonly target: string;
  readonly location: string;
  readonly description: string;
  readonly steps: string;
  readonly impact: string;
};

type ContentProps = {
  text: ReportText;
  /** Names kinds of the taxonomy in force, and of earlier ones. */
  program: Pick<CurrentProgram, 'taxonomy' | 'usedTaxonomies'>;
  severity: { readonly taxonomyId: string | null; readonly taxonomyVersion: string | null };
  cvss: { readonly vector: string; readonly score: number } | null;
  priority: ReportPriority | null;
  /** Why it cannot wait, as its reporter says. */
  urgency?: readonly Urgency[] | undefined;
};

const urgencyWords: Readonly<Record<Urgency, string>> = {
  exploited: 'attackers use it already',
  safety: 'people can be hurt by it',
};

/** What was sent, rendered harmlessly: as staff reads it. */
export function ReportContent({ text, program, severity, cvss, priority, urgency = [] }: ContentProps) {
  const { taxonomyId, taxonomyVersion } = severity;
  const kind = taxonomyId === null ? null : findKind(program, taxonomyId, taxonomyVersion);
  return (
    <div class="report-content">
      <DefinitionList
        items={[
          { term: 'Target', detail: text.target },
          ...(text.location === '' ? [] : [{ term: 'Place', detail: <Mono>{text.location}</Mono> }]),
          ...(urgency.length > 0
            ? [{ term: 'Urgent', detail: `The reporter says: ${urgency.map(one => urgencyWords[one]).join(', ')}` }]
            : []),
          ...(kind ? [{ term: 'Kind', detail: nameInWords(kind) }] : []),
          ...(cvss
            ? [
                {
                  term: 'CVSS',
                  detail: (
                    <>
                      {cvss.score.toFixed(1)} <Mono>{cvss.vector}</Mono>
                    </>
                  ),
                },
              ]
            : []),
          ...(priority === null ? [] : [{ term: 'Priority', detail: <Severity level={priority} /> }]),
        ]}
      />
      <TextPart title="Description" source={withoutArmor(text.description)} />
      <TextPart title="Steps" source={text.steps} />
      <TextPart title="Impact" source={text.impact} />
    </div>
  );
}

function TextPart({ title, source }: { title: string; source: string }) {
  if (source.trim() === '') return null;
  return (
    <section class="report-text">
      <h3>{title}</h3>
      <Markdown source={source} topLevel={4} links="text" />
    </section>
  );
}

/** Files with size and type before one downloads them. */
export function FileList({ files, hrefOf }: { files: readonly Attachment[]; hrefOf?: (file: Attachment) => string }) {
  if (files.length === 0) return null;
  return (
    <ul class="file-list">
      {files.map(file => (
        <li key={file.file}>
          {hrefOf ? (
            <a class="file-name" href={hrefOf(file)} download={file.name}>
              {file.name}
            </a>
          ) : (
            <span class="file-name">{file.name}</span>
          )}
          <span class="file-facts">
            {file.mediaType}, {fileSize(file.size)}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** A state as a badge. */
export const StateBadge = ({ report, label }: { report: ReportHead; label: string }) => (
  <Badge tone={toneOf(report)}>{label}</Badge>
);
