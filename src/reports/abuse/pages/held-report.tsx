// A held report as staff reads it before deciding: everything that was sent, and nothing that needs a decision on it.
import type { CurrentProgram } from '../../../program/index.ts';
import { Section } from '../../../web/ui/card.tsx';
import { Callout, DefinitionList } from '../../../web/ui/text.tsx';
import { Time } from '../../../web/ui/time.tsx';
import type { Attachment } from '../../attachment-store.ts';
import { ClaimList, filesBeside } from '../../claims/claim-list.tsx';
import { FileList, ReportContent } from '../../pages/report-parts.tsx';
import { sourceWords } from '../../queue/queue-words.ts';
import type { ReportRecord } from '../../report-record.ts';
import type { Hold } from '../held-store.ts';
import { ruleWords } from '../hold-words.ts';
import { HeldActions } from './held-table.tsx';

type Props = {
  readonly report: ReportRecord & { readonly hold: Hold };
  readonly program: CurrentProgram;
  readonly files: readonly Attachment[];
};

export function HeldReport({ report, program, files }: Props) {
  const { content, hold, priority } = report;
  const { claims = [] } = content;
  return (
    <>
      <Callout tone="attention" title={`Held back: ${ruleWords[hold.rule].label.toLowerCase()}`}>
        <p>
          {ruleWords[hold.rule].why} Its sender does not know and waits for an answer. Released, it stands in the queue
          as of the time it came{files.length > 0 && ', and its files can be opened'}.
        </p>
        <HeldActions {...report} />
      </Callout>
      <DefinitionList
        items={[
          { term: 'Came in', detail: <Time at={report.submittedAt} /> },
          { term: 'Came by', detail: sourceWords[hold.source] },
          { term: 'First answer due', detail: <Time at={report.clocks.acknowledgeDue} /> },
        ]}
      />
      <Section id="sent" title="What was sent">
        <ReportContent
          text={{ ...content, target: content.target.typed }}
          program={program}
          severity={content.severity}
          urgency={content.urgency}
          cvss={null}
          priority={priority}
        />
        <ClaimList claims={claims} files={files} level={3} showFile={file => <FileList files={[file]} />} />
        <FileList files={filesBeside(claims, files)} />
      </Section>
    </>
  );
}
