// Where an admin corrects the public log, and how everybody reads what was corrected.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { RadioGroup } from '../../web/ui/choice.tsx';
import { Field, Form, FormErrors, TextArea } from '../../web/ui/form.tsx';
import { EmptyState } from '../../web/ui/table.tsx';
import { Badge, Callout } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { eventInWords } from '../figures/figure-words.ts';
import {
  type CorrectionFaults,
  correctLog,
  LONGEST_WHY,
  linesOfReport,
  SHORTEST_WHY,
  takeBackCorrection,
} from '../log/correct-log.ts';
import { type Correction, listCorrections } from '../log/correction-store.ts';
import type { LogLine } from '../log/event.ts';

const AT = routes.record.corrections;

export const correctionRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: AT,
    access: staff('program.edit'),
    limit: 'page',
    summary: 'Corrections of the public log, and the lines of one report to correct.',
    query: Type.Object({ report: Type.Optional(Type.String({ maxLength: 40 })) }),
    handle: context => correctionsPage(context, { number: context.query.report ?? '' }),
  }),
  defineRoute({
    method: 'POST',
    at: AT,
    access: staff('program.edit'),
    limit: 'change',
    summary: 'Notes a correction of the public log for its next edition.',
    body: Type.Object({
      report: Type.String({ maxLength: 40 }),
      which: Type.Optional(Type.String({ maxLength: 12 })),
      why: Type.Optional(Type.String({ maxLength: 2000 })),
    }),
    handle: async context => {
      const { kernel, actor, body } = context;
      const { report: number, which = '', why = '' } = body;
      const faults = await correctLog(kernel, actor, { number, which, why });
      return Object.keys(faults).length > 0
        ? correctionsPage(context, { number, which, why, faults })
        : seeOther(href(AT));
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.record.correctionRemove,
    access: staff('program.edit'),
    limit: 'change',
    summary: 'Takes back a correction that is not published yet.',
    handle: async ({ kernel, actor, params }) => {
      await takeBackCorrection(kernel, actor, params.id);
      return seeOther(href(AT));
    },
  }),
];

type Typed = {
  readonly number: string;
  readonly which?: string;
  readonly why?: string;
  readonly faults?: CorrectionFaults;
};

async function correctionsPage(
  context: Pick<RouteContext, 'kernel' | 'actor' | 'request'>,
  { number, which = '', why = '', faults = {} }: Typed,
): Promise<Answer> {
  const { kernel, actor } = context;
  const [made, found] = await Promise.all([
    listCorrections(kernel, 'all'),
    number === '' ? undefined : linesOfReport(kernel, actor, number),
  ]);
  const isUnknown = number !== '' && !found;
  const isWrong = isUnknown || Object.keys(faults).length > 0;
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title="Corrections of the public log"
        breadcrumbs={[{ href: href(routes.record.metrics), label: 'Metrics' }]}
      >
        <p>
          No line of the log is ever changed or taken out. A correction is a line of its own: it says that another one
          counts no more, and why. The <a href={href(routes.record.statistics)}>published figures</a> leave it out from
          the next edition on. The team’s own metrics stay as they are.
        </p>
        <Section title="Correct something">
          <Form
            action={href(AT)}
            method="get"
            values={{ report: number }}
            errors={isUnknown ? { report: 'The log tells nothing of a report with this number.' } : {}}
            label="Find the report"
          >
            <FormErrors />
            <Field name="report" label="Report" placeholder="VDP-2026-0001" width="short" required />
            <ButtonRow>
              <Button>Show its lines</Button>
            </ButtonRow>
          </Form>
        </Section>
        {found && (
          <Section title={`What the log tells of ${number.trim().toUpperCase()}`}>
            <Form action={href(AT)} values={{ which, why }} errors={{ ...faults }} label="Correct it">
              <FormErrors />
              <input type="hidden" name="report" value={number} />
              <Callout tone="attention" title="This is published for good">
                <p>
                  Everybody reads which line it is and why it is wrong. Name nobody, and nothing that would tell whose
                  report it is.
                </p>
              </Callout>
              <RadioGroup
                name="which"
                label="What counts no more"
                options={[
                  ...found.lines
                    .filter(({ event }) => event !== 'corrected')
                    .map(line => ({ value: String(line.n), label: inWords(line) })),
                  { value: 'all', label: 'All lines of this report', hint: 'Later ones too: it was a test of ours.' },
                ]}
                required
              />
              <TextArea
                name="why"
                label="Why"
                hint={`${SHORTEST_WHY} to ${LONGEST_WHY} characters.`}
                rows={3}
                maxLength={LONGEST_WHY}
                required
              />
              <ButtonRow>
                <Button kind="primary">Correct it</Button>
              </ButtonRow>
            </Form>
          </Section>
        )}
        <Section title="Made so far">
          {made.length === 0 ? (
            <EmptyState title="None" icon="inbox">
              <p>No line of the log had to be corrected.</p>
            </EmptyState>
          ) : (
            <CorrectionList made={made} takesBack />
          )}
        </Section>
      </StaffConsole>,
    ),
    isWrong ? { status: 422 } : {},
  );
}

/** A line as a person reads it. */
const inWords = (line: LogLine): string => `${line.day}: ${eventInWords(line, 'team')} (line ${line.n})`;

/** Corrections, newest first. */
function CorrectionList({ made, takesBack = false }: { made: readonly Correction[]; takesBack?: boolean }) {
  return (
    <ul class="plain-list">
      {made.map(({ id, line, pseudonym, why, madeAt, edition }) => (
        <li key={id}>
          <p>
            {line === null ? `All lines of ${pseudonym}` : `Line ${line}`}{' '}
            {edition === null ? <Badge tone="info">with the next edition</Badge> : <>since edition {edition}</>},{' '}
            <Time at={madeAt} show="date" />
          </p>
          <p>{why}</p>
          {takesBack && edition === null && (
            <form method="post" action={href(routes.record.correctionRemove, { id })}>
              <ButtonRow>
                <Button size="small">Take it back</Button>
              </ButtonRow>
            </form>
          )}
        </li>
      ))}
    </ul>
  );
}

/** On the public page of statistics. */
export function Corrected({ made }: { made: readonly Correction[] }) {
  return (
    <Section id="corrections" title="What we got wrong in the log">
      {made.length === 0 ? (
        <p>No line had to be corrected so far. Lines are never changed: a correction would be a line of its own.</p>
      ) : (
        <>
          <p>These lines are still in the log, and count no more.</p>
          <CorrectionList made={made} />
        </>
      )}
    </Section>
  );
}
