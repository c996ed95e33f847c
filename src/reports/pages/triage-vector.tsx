// The CVSS vector where staff judges a report: typed or by the calculator, and what the target makes of its score.
import { href, routes } from '../../catalog/routes.ts';
import {
  CvssCalculator,
  calculatorIntents,
  findTarget,
  openCalculatorOf,
  scoreFields,
  scoreForAsset,
  scoreVector,
} from '../../program/index.ts';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Field } from '../../web/ui/form.tsx';
import { Mono } from '../../web/ui/text.tsx';
import type { Case } from '../triage/load-case.ts';

type VectorProps = { report: Case['report']; fields: Readonly<Record<string, string | undefined>> };

/** The vector typed, or the calculator in its place; every button sends the whole form, so nothing is lost. */
export function VectorFields({ report, fields }: VectorProps) {
  const calculator = openCalculatorOf(fields);
  const sendTo = {
    formAction: `${href(routes.reports.assess, { id: report.id })}#severity`,
    name: 'intent',
    size: 'small',
    formNoValidate: true,
  } as const;
  if (calculator)
    return (
      <div class="cvss-narrow">
        <CvssCalculator
          name="cvss"
          version={calculator}
          scored={scoreFields(fields, '')}
          button={
            <ButtonRow>
              <Button icon="gauge" value="score" {...sendTo}>
                Show score
              </Button>
              <Button value={calculatorIntents.typed} {...sendTo}>
                Close the calculator
              </Button>
            </ButtonRow>
          }
        />
      </div>
    );
  return (
    <>
      <Field
        name="cvss"
        label="CVSS 3.1 or 4.0 vector"
        hint="The target’s security requirements count where the vector says none."
        mono
        spellcheck={false}
        autocomplete="off"
        placeholder="CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N"
      />
      <ButtonRow>
        {(['4.0', '3.1'] as const).map(version => (
          <Button key={version} icon="gauge" value={calculatorIntents[version]} {...sendTo}>
            Calculate with CVSS {version}
          </Button>
        ))}
      </ButtonRow>
    </>
  );
}

const requirementWords = { L: 'low', M: 'medium', H: 'high' } as const;
const requirementNames = { CR: 'confidentiality', IR: 'integrity', AR: 'availability' } as const;

/** What the target's security requirements make of the vector, and why. */
export function ScoreForTarget({ report, program }: Pick<Case, 'report' | 'program'>) {
  const target = findTarget(program, report.targetId);
  const { cvssVector } = report;
  if (!target?.requirements || cvssVector === null) return null;
  const { requirements } = target;
  const asked = (['CR', 'IR', 'AR'] as const).flatMap(key => {
    const level = requirements[key];
    const isSaid = new RegExp(`/${key}:[LMH]`).test(cvssVector);
    return level === undefined || level === 'X' || isSaid
      ? []
      : [`${requirementNames[key]} ${requirementWords[level]}`];
  });
  const plain = scoreVector(cvssVector);
  const weighed = scoreForAsset(cvssVector, requirements);
  if (asked.length === 0 || !plain.ok || !weighed.ok) return null;
  return (
    <p class="asset-score">
      For {target.name}:{' '}
      <strong>
        {weighed.score.toFixed(1)} {weighed.severity}
      </strong>{' '}
      {weighed.score === plain.score ? 'as well' : `instead of ${plain.score.toFixed(1)} ${plain.severity}`}, because it
      asks for {asked.join(', ')}. <Mono>{weighed.vector}</Mono>
    </p>
  );
}
