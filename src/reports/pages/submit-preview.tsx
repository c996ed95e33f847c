// What comes before sending: the report as the team will read it, and what would make it easier to repeat.
import type { CurrentProgram } from '../../program/index.ts';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Callout } from '../../web/ui/text.tsx';
import type { Attachment } from '../attachment-store.ts';
import { ClaimList, filesBeside } from '../claims/claim-list.tsx';
import { lintWritten } from '../claims/lint-subjects.ts';
import { LintBadge, LintList } from '../claims/lint-view.tsx';
import { lintScore } from '../claims/report-lint.ts';
import { proposedPriority } from '../intake/proposed-priority.ts';
import { adviseOn } from '../intake/report-advice.ts';
import type { ReadForm } from '../intake/submission-form.ts';
import { FileList, ReportContent } from './report-parts.tsx';
import { FORM_ID } from './submit-form.tsx';

type Props = {
  readonly publicUrl: string;
  readonly program: CurrentProgram;
  readonly form: ReadForm;
  readonly files: readonly Attachment[];
};

/** Only the checks, for a report that is still being written. */
export function Checked(props: Props) {
  return (
    <Section id="check" title="Check" intro={<p>By rules alone, on this server. Nothing has been sent yet.</p>}>
      <Advice {...props} />
    </Section>
  );
}

/** The report as the team will read it, and what would make it better; neither keeps anybody from sending it. */
export function Preview(props: Props) {
  const { program, form, files } = props;
  const { submission } = form;
  if (!submission)
    return (
      <Section id="preview" title="Preview">
        <p>The preview needs the fields that are marked below. Everything you typed is still there.</p>
      </Section>
    );
  const { claims = [] } = submission;
  return (
    <Section id="preview" title="Preview" intro={<p>This is what the team will read. Nothing has been sent yet.</p>}>
      <Advice {...props} />
      <article class="report-preview">
        <h3>{submission.title}</h3>
        <ReportContent
          text={submission}
          program={program}
          severity={{ taxonomyId: submission.taxonomyId, taxonomyVersion: program.taxonomy.version }}
          urgency={submission.urgency}
          cvss={submission.cvss}
          priority={proposedPriority(program, submission)}
        />
        <ClaimList claims={claims} files={files} level={4} showFile={file => <FileList files={[file]} />} />
        <FileList files={filesBeside(claims, files)} />
      </article>
      <ButtonRow>
        <Button icon="send" form={FORM_ID} name="intent" value="send">
          Send it as it is
        </Button>
      </ButtonRow>
    </Section>
  );
}

function Advice({ publicUrl, form, files }: Props) {
  const checks = lintWritten(publicUrl, form.written, files.length);
  const more = adviseOn(form.written);
  const { met, of } = lintScore(checks);
  const isWhole = met === of && more.length === 0;
  return (
    <Callout
      tone={isWhole ? 'good' : 'attention'}
      title={isWhole ? 'Complete, as far as a program can tell' : 'This would help whoever reads it'}
    >
      <p>
        <LintBadge checks={checks} />
      </p>
      <LintList checks={checks} hrefOf={({ field }) => `#field-${field}`} />
      {more.length > 0 && (
        <ul class="advice">
          {more.map(({ field, sentence }) => (
            <li key={sentence}>
              <a href={`#field-${field}`}>{sentence}</a>
            </li>
          ))}
        </ul>
      )}
      {!isWhole && <p>None of it is required.</p>}
    </Callout>
  );
}
