// The CVSS calculator on a page of its own: all metrics of 3.1 and 4.0, by a plain GET form, so that a score can be linked.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { publicly } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { SitePage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button } from '../../web/ui/button.tsx';
import { Field, Form } from '../../web/ui/form.tsx';
import { CvssCalculator } from '../calculator/calculator.tsx';
import {
  CALCULATOR,
  calculatorFields,
  calculatorIntents,
  openCalculatorOf,
  scoreFields,
  turnCalculator,
} from '../calculator/calculator-fields.ts';
import { type CvssScore, scoreVector } from '../cvss.ts';
import type { CvssVersion } from '../cvss-metrics.ts';

const text = Type.Optional(Type.String());
const versions: readonly CvssVersion[] = ['4.0', '3.1'];

export const cvssRoute = defineRoute({
  method: 'GET',
  at: routes.program.cvss,
  access: publicly(),
  limit: 'page',
  summary: 'The CVSS calculator: scores a vector, or the metrics chosen.',
  query: Type.Object({ vector: text, ...Object.fromEntries(calculatorFields.map(name => [name, text])) }),
  handle: async context => {
    // Every field of the schema is a text.
    const asked = context.query as Readonly<Record<string, string | undefined>>;
    const typed = asked['vector']?.trim() ?? '';
    const read = typed === '' ? null : scoreVector(typed);
    const fields = read?.ok ? turnCalculator(asked, 'vector', calculatorIntents[read.version]) : asked;
    const version = openCalculatorOf(fields) ?? '4.0';
    const scored = read?.ok ? read : scoreFields({ ...fields, [CALCULATOR]: version }, '');
    const address = href(routes.program.cvss);
    return html(
      renderPage(
        <SitePage
          shell={shell(context)}
          title="CVSS calculator"
          description="Scores CVSS 3.1 and 4.0 with every metric, with or without script. Nothing is stored."
        >
          <header class="program-head">
            <h1>CVSS calculator</h1>
            <p class="lead">Every metric of CVSS 3.1 and 4.0. Nothing that you choose here is stored.</p>
          </header>
          <Form
            action={address}
            method="get"
            label="Read a vector"
            values={{ vector: typed }}
            errors={read?.ok === false ? { vector: read.reason } : {}}
          >
            <Field
              name="vector"
              label="Have a vector already?"
              mono
              spellcheck={false}
              autocomplete="off"
              placeholder="CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N"
              after={<Button icon="gauge">Read vector</Button>}
            />
          </Form>
          <nav class="button-row" aria-label="Version">
            {versions.map(one => (
              <a
                key={one}
                class={one === version ? 'button button-primary' : 'button button-quiet'}
                aria-current={one === version ? 'page' : undefined}
                href={href(routes.program.cvss, undefined, {
                  [CALCULATOR]: one,
                })}
              >
                CVSS {one}
              </a>
            ))}
          </nav>
          <Form action={address} method="get" label={`CVSS ${version}`} scope="calculator" values={fields}>
            <CvssCalculator
              name="metrics"
              version={version}
              scored={scored}
              button={
                <>
                  <Button kind="primary" icon="gauge">
                    Show score
                  </Button>
                  {scored?.ok && <ScoreLink scored={scored} />}
                </>
              }
            />
          </Form>
        </SitePage>,
      ),
      { status: read?.ok === false ? 422 : 200 },
    );
  },
});

const ScoreLink = ({ scored }: { scored: CvssScore }) => (
  <p class="field-hint">
    <a href={href(routes.program.cvss, undefined, { vector: scored.vector })}>Link to this score</a>
  </p>
);
