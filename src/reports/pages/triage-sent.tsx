// Left on the page of a report: what was sent, the evidence, and how severe it is, with reasons.
import { href, routes } from '../../catalog/routes.ts';
import { priorityWords } from '../../program/index.ts';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Disclosure, Section } from '../../web/ui/card.tsx';
import { RadioGroup, Select } from '../../web/ui/choice.tsx';
import { Form, FormErrors, Hidden, TextArea } from '../../web/ui/form.tsx';
import { Table } from '../../web/ui/table.tsx';
import { Badge, Mono } from '../../web/ui/text.tsx';
import type { Attachment } from '../attachment-store.ts';
import { ClaimList, filesBeside } from '../claims/claim-list.tsx';
import { LintBadge, LintList } from '../claims/lint-view.tsx';
import { EvidenceFile } from '../evidence/evidence-file.tsx';
import { FoundList, findInReport } from '../evidence/found-list.tsx';
import type { EvidenceViews, ShownEvidence } from '../evidence/load-evidence.ts';
import { fieldsOfAssessment } from '../triage/assessment-form.ts';
import type { CaseState } from '../triage/case-state.ts';
import { kindOptions } from '../triage/kind-options.ts';
import type { Case } from '../triage/load-case.ts';
import { fileSize, ReportContent } from './report-parts.tsx';
import { ScoreForTarget, VectorFields } from './triage-vector.tsx';

type PartProps = { found: Case; state: CaseState };

/** What was sent, as it was sent, and what is made of it. */
export function SentReport({ found, state }: PartProps) {
  const { report, program, files, lint, evidence } = found;
  const { content } = report;
  const { claims = [] } = content;
  return (
    <>
      <section class="report-sent" aria-labelledby="sent">
        <header class="section-head">
          <h2 id="sent">What was sent</h2>
          <LintBadge checks={lint} />
        </header>
        <FoundList
          findings={findInReport(content)}
          redactAt={found.judges ? href(routes.reports.redact, { id: report.id }) : undefined}
        />
        <ReportContent
          text={{ ...content, target: content.target.typed }}
          program={program}
          severity={content.severity}
          urgency={content.urgency}
          cvss={null}
          priority={null}
        />
        <ClaimList
          claims={claims}
          files={files}
          showFile={file => <OneFile file={file} view={evidence(file.file)} />}
        />
        <Evidence files={filesBeside(claims, files)} views={evidence} />
        <Disclosure summary="What there is to repeat it">
          <LintList checks={lint} />
          <p class="field-hint">
            Checked by rules alone. It says how easy the report is to repeat, not whether it is right.
          </p>
        </Disclosure>
      </section>
      <SeveritySection found={found} state={state} />
    </>
  );
}

const hrefOf = ({ report, file }: Pick<Attachment, 'report' | 'file'>): string =>
  href(routes.reports.triageFile, { id: report, file });

/** A file that stands by itself: beside its claim, or a picture. */
function OneFile({ file, view }: { file: Attachment; view: ShownEvidence }) {
  return (
    <EvidenceFile file={file} view={view} size={fileSize(file.size)} href={hrefOf(file)}>
      <Ways file={file} view={view} />
    </EvidenceFile>
  );
}

function Ways({ file: { report, file, mediaType }, view }: { file: Attachment; view: ShownEvidence }) {
  if (view.virus === 'infected') return <a href={href(routes.reports.quarantine, { id: report, file })}>Quarantine</a>;
  if (view.isWithheld || mediaType !== 'text/plain') return null;
  const found = view.findings.length;
  return (
    <>
      <a href={href(routes.reports.triageText, { id: report, file })}>Show as text</a>
      {found > 0 && <Badge tone="attention">{`${found} ${found === 1 ? 'secret' : 'secrets'} or personal data`}</Badge>}
    </>
  );
}

function Evidence({ files, views }: { files: readonly Attachment[]; views: EvidenceViews }) {
  if (files.length === 0) return <p class="field-hint">No further files came with it.</p>;
  return (
    <section class="report-text">
      <h3>Evidence</h3>
      <Table
        caption="Files: saved, shown as text, or as a picture that was drawn anew"
        dense
        rows={files}
        rowKey={({ file }) => file}
        columns={[
          {
            key: 'name',
            label: 'Name',
            main: true,
            cell: item => (
              <>
                <OneFile file={item} view={views(item.file)} />
                <span class="evidence-hash mono">SHA-256 {item.sha256}</span>
              </>
            ),
          },
          {
            key: 'from',
            label: 'From',
            narrow: true,
            cell: ({ addedBy, message }) =>
              `${addedBy === 'reporter' ? 'reporter' : 'team'}${message === null ? '' : ', with a message'}`,
          },
        ]}
      />
    </section>
  );
}

function SeveritySection({ found, state }: PartProps) {
  const { report, program, proposal, judges } = found;
  const isOpen = report.state !== 'resolved' && report.state !== 'closed';
  const wasSent = state.form === 'assess';
  return (
    <Section
      id="severity"
      title="Severity"
      aside={
        report.assessedAt === null ? (
          <Badge tone="attention">as the reporter said</Badge>
        ) : (
          <Badge tone="good">judged by the team</Badge>
        )
      }
    >
      <div>
        <p>
          <strong>
            {proposal.priority === null
              ? 'No priority is proposed.'
              : `P${proposal.priority} ${priorityWords[proposal.priority]} is proposed.`}
          </strong>{' '}
          {report.priority !== null && report.priority !== proposal.priority && `It stands at P${report.priority}. `}
          {report.cvssVector !== null && (
            <>
              CVSS {report.cvssScore?.toFixed(1)} <Mono>{report.cvssVector}</Mono>
            </>
          )}
        </p>
        <ScoreForTarget report={report} program={program} />
        <ul class="reasons">
          {proposal.reasons.map(reason => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      </div>
      {judges && isOpen && (
        <Disclosure
          summary={report.assessedAt === null ? 'Judge it' : 'Judge it again'}
          look="drawer"
          open={wasSent || isIncomplete(report)}
        >
          <AssessForm found={found} state={wasSent ? state : {}} />
        </Disclosure>
      )}
    </Section>
  );
}

/** What has to be judged before the report can be confirmed. */
const isIncomplete = ({ priority, taxonomyId, targetId }: Case['report']): boolean =>
  priority === null || taxonomyId === null || targetId === null;

function AssessForm({ found, state }: PartProps) {
  const { report, program } = found;
  const fields = state.fields ?? fieldsOfAssessment(report);
  return (
    <Form
      action={href(routes.reports.assess, { id: report.id })}
      scope="assess"
      values={fields}
      errors={state.errors}
      label="Severity"
    >
      <FormErrors kept="What you entered was kept." />
      <Hidden name="revision" value={String(report.revision)} />
      <Select
        name="target"
        label="Target"
        placeholder="None of them"
        options={program.targets.map(({ id, name }) => ({ value: id, label: name }))}
      />
      <Select
        name="taxonomy"
        label="Kind of vulnerability"
        placeholder="Not said"
        options={kindOptions(program.taxonomy)}
      />
      <VectorFields report={report} fields={fields} />
      <RadioGroup
        name="priority"
        label="Priority"
        look="inline"
        options={([1, 2, 3, 4, 5] as const).map(level => ({
          value: String(level),
          label: `P${level} ${priorityWords[level]}`,
        }))}
      />
      <TextArea
        name="explanation"
        label="Why this priority"
        hint="Needed when it is not the proposed one. The reporter will read it."
        rows={2}
      />
      <RadioGroup
        name="exploited"
        label="Is it being exploited?"
        look="inline"
        options={[
          { value: 'yes', label: 'Yes' },
          { value: 'no', label: 'No sign of it' },
          { value: 'unknown', label: 'Can’t tell' },
        ]}
      />
      <ButtonRow>
        <Button kind={report.assessedAt === null ? 'primary' : 'quiet'}>Save severity</Button>
      </ButtonRow>
    </Form>
  );
}
