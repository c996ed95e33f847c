// The CVSS calculator as a part of a form: every metric, and the score; live where script runs, on sending where not.
import type { ComponentChildren } from 'preact';
import { asset } from '../../web/assets.ts';
import { Disclosure } from '../../web/ui/card.tsx';
import { Hidden } from '../../web/ui/form.tsx';
import { useField } from '../../web/ui/form-state.ts';
import { Icon } from '../../web/ui/icons.tsx';
import type { CvssFault, CvssScore } from '../cvss.ts';
import type { CvssBaseMetric, CvssVersion } from '../cvss-metrics.ts';
import { CALCULATOR, metricField } from './calculator-fields.ts';
import { metricGroups } from './metric-groups.ts';
import { scoreParts } from './score-parts.ts';

type CalculatorProps = {
  /** The name of the field in which the vector could be typed instead; errors go by it. */
  readonly name: string;
  readonly version: CvssVersion;
  readonly scored: CvssScore | CvssFault | null;
  /** The button that scores it where no script runs. */
  readonly button: ComponentChildren;
};

/** All metrics of one version, and the result beside them. Stands within a `Form`, whose values it shows. */
export function CvssCalculator({ name, version, scored, button }: CalculatorProps) {
  const [base, ...others] = metricGroups[version];
  const { id, error } = useField({ name, label: name });
  return (
    <div
      class="cvss"
      id={id}
      tabIndex={-1}
      data-island="cvss"
      data-island-source={asset('cvss.js')}
      data-cvss-version={version}
    >
      <link rel="stylesheet" href={asset('cvss-style.css')} />
      <Hidden name={CALCULATOR} value={version} />
      <div class="cvss-metrics">
        {error && (
          <p class="field-error">
            <Icon name="circle-alert" />
            <span>{error}</span>
          </p>
        )}
        {base && (
          <div class="cvss-group">
            {base.metrics.map(metric => (
              <Metric key={metric.key} metric={metric} />
            ))}
          </div>
        )}
        {others.map(({ id, title, intro, metrics }) => (
          <Disclosure key={id} look="drawer" summary={`${title} metrics`} open={hasValue(scored, metrics)}>
            <p class="field-hint">{intro}</p>
            <div class="cvss-group">
              {metrics.map(metric => (
                <Metric key={metric.key} metric={metric} isOptional />
              ))}
            </div>
          </Disclosure>
        ))}
      </div>
      <div class="cvss-side">
        <CvssResult version={version} scored={scored} />
        {button}
      </div>
    </div>
  );
}

/** Whether a value of this group is in the vector: then the group must not hide it. */
const hasValue = (scored: CvssScore | CvssFault | null, metrics: readonly CvssBaseMetric[]): boolean =>
  scored?.ok === true && metrics.some(({ key }) => scored.vector.includes(`/${key}:`));

function Metric({
  metric: { key, name, values },
  isOptional = false,
}: {
  metric: CvssBaseMetric;
  isOptional?: boolean;
}) {
  const field = useField({ name: metricField(key), label: name });
  const chosen = field.values[0] || (isOptional ? 'X' : undefined);
  return (
    <fieldset class="cvss-metric">
      <legend>
        {name} <span class="mono">{key}</span>
      </legend>
      <div class="cvss-choices">
        {values.map(({ key: value, label }) => (
          <label key={value}>
            <input type="radio" name={metricField(key)} value={value} checked={chosen === value} />
            <span>{label}</span>
          </label>
        ))}
      </div>
      <div class="cvss-hints">
        {values.map(({ key: value, hint }) => (
          <p key={value}>{hint}</p>
        ))}
      </div>
    </fieldset>
  );
}

function CvssResult({ version, scored }: Pick<CalculatorProps, 'version' | 'scored'>) {
  const isScored = scored?.ok === true;
  return (
    <output class="cvss-result" data-severity={isScored ? scored.severity : 'open'} aria-live="polite">
      <span class="cvss-version">CVSS {version}</span>
      <span class="cvss-score">{isScored ? scored.score.toFixed(1) : '–'}</span>
      <span class="cvss-severity">{isScored ? scored.severity : 'no score yet'}</span>
      <span class="cvss-said">
        {scored === null ? 'Choose a value of every base metric.' : scored.ok ? '' : scored.reason}
      </span>
      <span class="cvss-parts">
        {isScored &&
          scoreParts(scored).map(({ name, score }) => <span key={name}>{`${name} ${score.toFixed(1)}`}</span>)}
      </span>
      <code class="mono cvss-vector">{isScored ? scored.vector : ''}</code>
    </output>
  );
}
