// The questions by which a report is weighed, made from SSVC's own data.
import { href, routes } from '../../../catalog/routes.ts';
import { Button, ButtonRow } from '../../../web/ui/button.tsx';
import { Disclosure, Section } from '../../../web/ui/card.tsx';
import { RadioGroup, Select } from '../../../web/ui/choice.tsx';
import { Form, FormErrors, Hidden, TextArea } from '../../../web/ui/form.tsx';
import type { FieldErrors } from '../../../web/ui/form-state.ts';
import type { ReportRecord } from '../../report-record.ts';
import { decisionPoints, type PointName } from '../../ssvc/decision-points.ts';
import { coordinatorPoints, impactDimensions, impactRatings, ownPoints } from '../factors.ts';

type WeighFormProps = {
  report: ReportRecord;
  values: Readonly<Record<string, string | undefined>>;
  errors: FieldErrors;
};

/** Every question may stay open; then the tables that need it say so. */
export function WeighForm({ report, values, errors }: WeighFormProps) {
  const blank = Object.fromEntries([...ownPoints, ...coordinatorPoints].map(name => [name, '']));
  const coordinates = coordinatorPoints.some(name => (values[name] ?? '') !== '' || errors[name] !== undefined);
  return (
    <Section title="Weigh it" id="weigh" intro={<p>Leave open what you can’t judge yet.</p>}>
      <Form
        action={href(routes.reports.weigh, { id: report.id })}
        values={{ ...blank, ...values }}
        errors={errors}
        label="Weigh it"
      >
        <FormErrors kept="What you entered was kept." />
        <Hidden name="revision" value={String(report.revision)} />
        <TextArea
          name="cves"
          label="Linked CVEs"
          hint="One id a line, like CVE-2026-12345. The lists of known and predicted exploitation speak only of these."
          rows={2}
          mono
        />
        <div class="weigh-points">
          {ownPoints.map(name => (
            <PointField key={name} name={name} />
          ))}
        </div>
        <fieldset class="field field-group">
          <legend class="field-label">Impact on road users, by ISO/SAE 21434</legend>
          <p class="field-hint">
            Severe safety impact means life-threatening injuries. The safety rating answers SSVC’s question, unless you
            did.
          </p>
          <div class="field-row">
            {impactDimensions.map(dimension => (
              <Select
                key={dimension}
                name={`impact-${dimension}`}
                label={capital(dimension)}
                placeholder="Not judged"
                options={impactRatings.map(rating => ({ value: rating, label: capital(rating) }))}
              />
            ))}
          </div>
        </fieldset>
        <Disclosure summary="When other suppliers are involved" look="drawer" open={coordinates}>
          <p class="field-hint">For the tables of coordinators: whether to take it on, and whether to publish.</p>
          <div class="weigh-points">
            {coordinatorPoints.map(name => (
              <PointField key={name} name={name} />
            ))}
          </div>
        </Disclosure>
        <ButtonRow>
          <Button kind="primary">Save</Button>
        </ButtonRow>
      </Form>
    </Section>
  );
}

function PointField({ name }: { name: PointName }) {
  const point = decisionPoints[name];
  return (
    <RadioGroup
      name={name}
      label={point.name}
      hint={point.asks}
      options={[
        ...point.values.map(({ key, name: label, meaning }) => ({ value: key, label, hint: meaning })),
        { value: '', label: 'Not judged' },
      ]}
    />
  );
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
