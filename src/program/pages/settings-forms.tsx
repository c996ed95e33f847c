// The forms of the settings: targets with a form for one, response targets, calendar.
import { href, routes } from '../../catalog/routes.ts';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Checkbox, Select } from '../../web/ui/choice.tsx';
import { Field, Form, FormErrors, Hidden, TextArea } from '../../web/ui/form.tsx';
import type { FieldErrors } from '../../web/ui/form-state.ts';
import { Table } from '../../web/ui/table.tsx';
import type { Weekday } from '../business-time.ts';
import { clockTime, weekdayNames } from '../edit/calendar-words.ts';
import type { Fields } from '../edit/form-answer.ts';
import {
  datedPromises,
  fieldsOfPromises,
  fieldsOfTarget,
  priorities,
  remediateByWords,
} from '../edit/settings-edit.ts';
import { type CurrentProgram, type Target, targetCategories, targetCategoryWords } from '../program.ts';
import { clockMeanings, type ResponseTarget, remediateWays } from '../response-targets.ts';

type FormProps = {
  program: CurrentProgram;
  basedOn: string;
  values: Fields | undefined;
  errors: FieldErrors;
};

const action = href(routes.program.editTargets);
const levels = [
  { value: 'L', label: 'Low' },
  { value: 'M', label: 'Medium' },
  { value: 'H', label: 'High' },
];

/** The list of targets, and the form for a new one or the chosen one. */
export function TargetForms({ program, basedOn, chosen, values, errors }: FormProps & { chosen: string | undefined }) {
  const target = program.targets.find(({ id }) => id === chosen);
  return (
    <>
      <Section
        title="Targets"
        intro={<p>What a report can be about. Requirements say how much a loss would hurt; they weigh into CVSS.</p>}
      >
        <Table
          caption="Targets"
          captionHidden
          rows={program.targets}
          rowKey={({ id }) => id}
          columns={[
            { key: 'name', label: 'Name', main: true, cell: ({ name }) => name },
            { key: 'category', label: 'Kind', cell: ({ category }) => targetCategoryWords[category] },
            { key: 'needs', label: 'Requirements', cell: requirementsInWords },
            {
              key: 'actions',
              label: 'Actions',
              labelHidden: true,
              narrow: true,
              cell: each => <TargetActions target={each} basedOn={basedOn} />,
            },
          ]}
        />
      </Section>
      <Section title={target ? `Change ${target.name}` : 'Add a target'} id="target">
        <Form
          action={action}
          values={values ?? (target ? fieldsOfTarget(target) : { category: 'website' })}
          errors={errors}
        >
          <FormErrors kept="What you typed was kept." />
          <Hidden name="basedOn" value={basedOn} />
          <Hidden name="part" value="target" />
          {target && <Hidden name="target" value={target.id} />}
          <Field name="name" label="Name" width="medium" required />
          <Select
            name="category"
            label="Kind"
            width="medium"
            options={targetCategories.map(value => ({ value, label: targetCategoryWords[value] }))}
          />
          <div class="field-row">
            <Select name="CR" label="Confidentiality" placeholder="Not said" options={levels} />
            <Select name="IR" label="Integrity" placeholder="Not said" options={levels} />
            <Select name="AR" label="Availability" placeholder="Not said" options={levels} />
          </div>
          <ButtonRow>
            <Button kind="primary">See what changes</Button>
            {target && <ButtonLink href={action}>Add a target instead</ButtonLink>}
          </ButtonRow>
        </Form>
      </Section>
    </>
  );
}

function TargetActions({ target, basedOn }: { target: Target; basedOn: string }) {
  return (
    <form method="post" action={action} class="row-actions">
      <a
        class="button button-quiet button-small"
        href={`${href(routes.program.editTargets, undefined, { target: target.id })}#target`}
      >
        <span>
          Change<span class="visually-hidden"> {target.name}</span>
        </span>
      </a>
      <Hidden name="basedOn" value={basedOn} />
      <Hidden name="part" value="retire" />
      <Button size="small" name="target" value={target.id}>
        Retire<span class="visually-hidden"> {target.name}</span>
      </Button>
    </form>
  );
}

const levelWords = { L: 'low', M: 'medium', H: 'high', X: 'not said' } as const;

function requirementsInWords({ requirements = {} }: Target): string {
  const { CR, IR, AR } = requirements;
  const said = [
    ...(CR ? [`confidentiality ${levelWords[CR]}`] : []),
    ...(IR ? [`integrity ${levelWords[IR]}`] : []),
    ...(AR ? [`availability ${levelWords[AR]}`] : []),
  ];
  return said.length > 0 ? said.join(', ') : 'Not said';
}

const unitWords = ({ unit }: ResponseTarget): string => (unit === 'days' ? 'days' : 'business days');

/** The response targets. */
export function PromisesForm({ program, basedOn, values, errors }: FormProps) {
  const { responseTargets } = program;
  return (
    <Section title="Promises" id="promises" intro={<p>Shown on the program page, and what due dates are made from.</p>}>
      <Form action={action} values={values ?? fieldsOfPromises(responseTargets)} errors={errors}>
        <FormErrors kept="What you typed was kept." />
        <Hidden name="basedOn" value={basedOn} />
        <Hidden name="part" value="promises" />
        {datedPromises.map(kind => (
          <Field
            key={kind}
            name={kind}
            label={clockMeanings[kind].promise}
            type="number"
            min={1}
            max={365}
            width="short"
            hint={`In ${unitWords(responseTargets[kind])}.`}
          />
        ))}
        <div class="field-row">
          {priorities.map(level => (
            <Field
              key={level}
              name={`remediate${level}`}
              label={`Fix a P${level} within`}
              type="number"
              min={1}
              max={365}
              hint="days; empty: no date"
            />
          ))}
        </div>
        <Select
          name="remediateBy"
          label="The time to fix follows"
          hint="Where a table is not decided for a report, its priority counts."
          options={remediateWays.map(value => ({ value, label: remediateByWords[value] }))}
        />
        <ButtonRow>
          <Button kind="primary">See what changes</Button>
        </ButtonRow>
      </Form>
    </Section>
  );
}

const weekdays: readonly Weekday[] = [1, 2, 3, 4, 5, 6, 7];

/** The days on which the team works. */
export function CalendarForm({ program, basedOn, values, errors }: FormProps) {
  const { timeZone, workdays, holidays, region, regionHolidays = [], hours } = program.calendar;
  const shown = values ?? {
    timeZone,
    region: region ?? '',
    opens: hours ? clockTime(hours.from) : '',
    closes: hours ? clockTime(hours.to) : '',
    holidays: holidays.join('\n'),
    ...Object.fromEntries(workdays.map(day => [`day${day}`, 'on'])),
  };
  return (
    <Section title="Calendar" id="calendar" intro={<p>Business days are counted by it.</p>}>
      <Form action={action} values={shown} errors={errors}>
        <FormErrors kept="What you typed was kept." />
        <Hidden name="basedOn" value={basedOn} />
        <Hidden name="part" value="calendar" />
        <Field name="timeZone" label="Time zone" hint="Like Europe/Berlin." width="medium" required />
        <fieldset class="field field-group">
          <legend class="field-label">Working days</legend>
          <div class="choices choices-inline">
            {weekdays.map(day => (
              <Checkbox key={day} name={`day${day}`} label={weekdayNames[day]} />
            ))}
          </div>
        </fieldset>
        <div class="field-row">
          <Field name="opens" label="A day begins at" hint="Like 09:00; empty: midnight." width="short" />
          <Field name="closes" label="and ends at" hint="Like 17:30; empty: midnight." width="short" />
        </div>
        <Field
          name="region"
          label="Public holidays of"
          hint={`A country, or a part of one: DE, DE-BE, US-CA. Empty: none.${regionHolidays.length > 0 ? ` Known until ${regionHolidays.at(-1)}.` : ''}`}
          width="short"
          autocomplete="off"
          mono
        />
        <TextArea name="holidays" label="Days off of your own" hint="One date a line, like 2026-12-25." rows={5} mono />
        <ButtonRow>
          <Button kind="primary">See what changes</Button>
          <Button name="preset" value="weekdays">
            Count Monday to Friday, 24 hours, no holidays
          </Button>
        </ButtonRow>
      </Form>
    </Section>
  );
}
