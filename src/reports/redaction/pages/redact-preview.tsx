// What would be left of each text, before anything is done: the last look, and the button that makes it so.
import { href, routes } from '../../../catalog/routes.ts';
import { Button, ButtonLink, ButtonRow } from '../../../web/ui/button.tsx';
import { Section } from '../../../web/ui/card.tsx';
import { Form, Hidden, TextArea } from '../../../web/ui/form.tsx';
import { Callout } from '../../../web/ui/text.tsx';
import type { ReportRecord } from '../../report-record.ts';
import { type PlannedPlace, redacted } from '../plan-redaction.ts';
import { MARK } from '../redact-text.ts';
import type { RedactValues } from './redact-form.tsx';

type RedactPreviewProps = {
  report: ReportRecord;
  places: readonly PlannedPlace[];
  /** Mails that would go. */
  mails: number;
  values: RedactValues;
};

export function RedactPreview({ report, places, mails, values }: RedactPreviewProps) {
  const shown = places.map(planned => ({ planned, after: redacted(planned) }));
  // A typed passage is planned for every text file, in whose unshown rest it may stand.
  const certain = shown.filter(({ planned, after }) => planned.isWhole || after.taken.length > 0);
  const possible = shown.length - certain.length;
  return (
    <>
      <Section id="preview" title="What would be left" intro={<p>Nothing has been done yet.</p>}>
        {certain.map(({ planned, after }) => (
          <div key={planned.place.key} class="redact-place">
            <h3>{planned.place.label}</h3>
            {planned.isWhole ? (
              <p>{planned.place.file ? 'The whole file goes, and its name.' : 'The whole text goes.'}</p>
            ) : (
              <>
                <p class="move-hint">{counted(after.taken.reduce((sum, { count }) => sum + count, 0))}</p>
                <pre class="kept-text">{excerptsOf(after.text).join('\n…\n')}</pre>
              </>
            )}
          </div>
        ))}
        {possible > 0 && (
          <p class="field-hint">
            {possible === 1 ? 'One more file is' : `${possible} more files are`} searched to the end when you go on; a
            page shows only the beginning.
          </p>
        )}
        {mails > 0 && <p>{mails === 1 ? 'One mail as it came goes too.' : `${mails} mails as they came go too.`}</p>}
      </Section>
      <Callout tone="bad" title="This can’t be undone">
        <p>Back-ups and the database’s own logs still hold it, sealed, until they roll over.</p>
      </Callout>
      <Form action={href(routes.reports.redact, { id: report.id })} values={values} label="Make it unreadable">
        <Hidden name="revision" value={String(report.revision)} />
        {values.pick.map(value => (
          <Hidden key={value} name="pick" value={value} />
        ))}
        {values.whole.map(value => (
          <Hidden key={value} name="whole" value={value} />
        ))}
        <Hidden name="passage" value={values.passage} />
        {values.mails === 'on' && <Hidden name="mails" value="on" />}
        <TextArea
          name="reason"
          label="Reason"
          hint="The reporter reads it. Don’t repeat what goes."
          rows={2}
          required
        />
        <ButtonRow>
          <Button kind="danger" name="step" value="confirmed">
            Make it unreadable for good
          </Button>
          <Button name="step" value="edit" formNoValidate>
            Choose again
          </Button>
          <ButtonLink href={href(routes.reports.triage, { id: report.id })}>Leave it as it is</ButtonLink>
        </ButtonRow>
      </Form>
    </>
  );
}

const counted = (count: number): string => (count === 1 ? 'One place in it.' : `${count} places in it.`);

const AROUND = 80;
const MOST = 6;

/** What stands around each mark, so that one sees it without reading all. */
function excerptsOf(text: string): string[] {
  const found: string[] = [];
  let from = 0;
  while (found.length < MOST) {
    const at = text.indexOf(MARK, from);
    if (at < 0) return found;
    const end = Math.min(text.length, at + MARK.length + AROUND);
    found.push(text.slice(Math.max(from, at - AROUND), end));
    from = end;
  }
  return found;
}
