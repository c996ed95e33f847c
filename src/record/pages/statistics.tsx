// How the program behaves, in figures that anybody can count again from its public log.
import { href, routes } from '../../catalog/routes.ts';
import { publicly } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { SitePage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Section } from '../../web/ui/card.tsx';
import { EmptyState } from '../../web/ui/table.tsx';
import { Callout } from '../../web/ui/text.tsx';
import { LastTested } from '../contacts/last-tested.tsx';
import { lastTest } from '../contacts/test-store.ts';
import { listCorrections } from '../log/correction-store.ts';
import { findLastEdition } from '../log/edition-store.ts';
import { CROWD } from '../log/next-lines.ts';
import { Corrected } from './corrections.tsx';
import { BodSection, Check } from './statistics-check.tsx';
import { Headline, InTime, Months, OpenNow, Periods } from './statistics-parts.tsx';

export const statisticsRoute = defineRoute({
  method: 'GET',
  at: routes.record.statistics,
  access: publicly(),
  limit: 'page',
  summary:
    'How fast reports are answered, decided and fixed, and how often we were wrong; recomputable from a public log.',
  handle: async context => {
    const { kernel } = context;
    const [last, tested, corrected] = await Promise.all([
      findLastEdition(kernel, 'signed'),
      lastTest(kernel),
      listCorrections(kernel, 'published'),
    ]);
    return html(
      renderPage(
        <SitePage
          shell={shell(context)}
          title="Statistics of the program"
          description="How fast reports are answered, decided and fixed, from a public log that anyone can count again."
        >
          <header class="program-head">
            <h1>How this program behaves</h1>
            <p class="lead">
              Every figure here follows from a public log, and from nothing else. Anyone can download the log, count
              again, and see whether we tell the truth.
            </p>
            {last && (
              <p class="field-hint">
                Through {last.figures.through}, days in {last.figures.timeZone}. Edition {last.statement.number} of the
                log.
              </p>
            )}
          </header>
          {kernel.config.environment === 'demo' && (
            <Callout tone="info" title="This is a demo">
              <p>The reports behind these figures are invented.</p>
            </Callout>
          )}
          {last ? (
            <>
              <Headline figures={last.figures} />
              <InTime figures={last.figures} />
              <Months figures={last.figures} />
              <Periods figures={last.figures} />
              <OpenNow figures={last.figures} />
              <BodSection figures={last.figures} />
            </>
          ) : (
            <EmptyState title="Too few to say" icon="inbox">
              <p>
                The log begins once {CROWD} reports have come in: with fewer, its lines would tell of single reports and
                the people who sent them.
              </p>
            </EmptyState>
          )}
          <Check last={last} />
          {last && <Corrected made={corrected} />}
          <Section id="contacts" title="Do our contacts work?">
            <LastTested last={tested} />
            <p>
              Once a week this server writes to its own addresses and reads its own files as a stranger would.{' '}
              <a href={href(routes.program.securityTxt)}>security.txt</a>
            </p>
          </Section>
        </SitePage>,
      ),
    );
  },
});
