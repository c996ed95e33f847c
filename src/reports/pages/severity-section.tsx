// The part of the intake form that asks how severe it is: kind, three questions, or a CVSS vector with its score.
import {
  builtinDomains,
  type CurrentProgram,
  CvssCalculator,
  calculatorIntents,
  openCalculatorOf,
  scoreFields,
} from '../../program/index.ts';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { type Option, type OptionGroup, Select } from '../../web/ui/choice.tsx';
import { Field } from '../../web/ui/form.tsx';
import { Callout, Mono } from '../../web/ui/text.tsx';
import { severityQuestions } from '../intake/severity-questions.ts';
import { longest, type ReadForm } from '../intake/submission-form.ts';

type SeverityProps = {
  readonly program: CurrentProgram;
  readonly form: ReadForm | undefined;
  /** Where the form goes. */
  readonly action: string;
};

/** Severity in three ways; "Show score" works without script. */
export function SeveritySection({ program, form, action }: SeverityProps) {
  const cvss = form?.cvss;
  const calculator = openCalculatorOf(form?.values ?? {});
  const sendTo = { formNoValidate: true, formAction: `${action}#severity`, name: 'intent' } as const;
  const score = (
    <Button icon="gauge" value="score" {...sendTo}>
      Show score
    </Button>
  );
  return (
    <Section
      id="severity"
      title="Severity"
      intro={<p>One of these is enough. We may judge it differently, and will say why.</p>}
    >
      <Select
        name="kind"
        label="Kind of weakness"
        placeholder="Choose a kind"
        hint="Not sure? “Other” is at the end."
        options={kindOptions(program)}
      />
      <div class="severity-questions">
        {severityQuestions.map(({ name, label, answers }) => (
          <Select key={name} name={name} label={label} placeholder="Not answered" options={answers} />
        ))}
      </div>
      {calculator ? (
        <>
          <h3>CVSS {calculator} calculator</h3>
          <CvssCalculator
            name="vector"
            version={calculator}
            scored={form ? scoreFields(form.values, '') : null}
            button={
              <ButtonRow>
                {score}
                <Button size="small" value={calculatorIntents.typed} {...sendTo}>
                  Close the calculator
                </Button>
              </ButtonRow>
            }
          />
        </>
      ) : (
        <>
          <Field
            name="vector"
            label="Or a CVSS vector"
            hint="CVSS 3.1 or 4.0. It counts more than the three answers above."
            placeholder="CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N"
            maxLength={longest.vector}
            mono
            spellcheck={false}
            autocomplete="off"
            after={score}
          />
          <ButtonRow>
            {(['4.0', '3.1'] as const).map(version => (
              <Button key={version} size="small" icon="gauge" value={calculatorIntents[version]} {...sendTo}>
                Calculate with CVSS {version}
              </Button>
            ))}
          </ButtonRow>
        </>
      )}
      {cvss && !calculator && (
        <div role="status">
          <Callout title={`CVSS ${cvss.version}: ${cvss.score.toFixed(1)}, ${cvss.severity}`}>
            <p>
              <Mono>{cvss.vector}</Mono>
            </p>
          </Callout>
        </div>
      )}
    </Section>
  );
}

/** The kinds by domain and category; a kind within a subcategory is named with it. */
function kindOptions({ taxonomy }: CurrentProgram): (Option | OptionGroup)[] {
  const domainOf = new Map<string, string>(
    builtinDomains.flatMap(({ name, categories }) => categories.map(id => [id, name] as const)),
  );
  type Node = (typeof taxonomy.content)[number];
  const leaves = (node: Node, id: string, name: string): Option[] =>
    node.children && node.children.length > 0
      ? node.children.flatMap(child =>
          leaves(child, `${id}.${child.id}`, name === '' ? child.name : `${name}: ${child.name}`),
        )
      : [{ value: id, label: name === '' ? node.name : name }];
  return [
    ...taxonomy.content.map(category => ({
      label: [domainOf.get(category.id), category.name].filter(Boolean).join(' › '),
      options: leaves(category, category.id, ''),
    })),
    { value: 'other', label: 'Other, or not sure' },
  ];
}
