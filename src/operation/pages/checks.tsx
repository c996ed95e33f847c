// Overview and checks: what this installation can prove about itself, run at the moment of looking.
import { href, routes } from '../../catalog/routes.ts';
import { staff } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import type { Check } from '../../core/module.ts';
import { runChecks } from '../../core/work/run-checks.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Claim } from '../../web/ui/lamp.tsx';
import { Callout } from '../../web/ui/text.tsx';

/** @param checks of all modules, gathered by app.ts */
export const checkRoutes = (checks: () => readonly Check[]): AnyRoute[] => [
  defineRoute({
    method: 'GET',
    at: routes.operator.overview,
    access: staff('operation.read'),
    limit: 'page',
    summary: 'Leads to the checks.',
    handle: async () => seeOther(href(routes.operator.checks)),
  }),
  defineRoute({
    method: 'GET',
    at: routes.operator.checks,
    access: staff('operation.read'),
    limit: 'page',
    summary: 'Runs every check and shows what it found.',
    handle: async context => {
      const results = await runChecks(context.kernel, checks());
      const failed = results.filter(({ ok }) => !ok);
      return html(
        renderPage(
          <StaffConsole shell={shell(context)} title="Checks">
            {failed.length > 0 ? (
              <Callout
                tone="attention"
                title={failed.length === 1 ? 'One check failed' : `${failed.length} checks failed`}
              >
                <p>The sentences with a dark lamp are not true right now.</p>
              </Callout>
            ) : (
              <p>All {results.length} checks passed just now.</p>
            )}
            {[...failed, ...results.filter(({ ok }) => ok)].map(({ name, claim, ok, detail }) => (
              <Claim
                key={name}
                sentence={claim}
                state={ok ? 'lit' : 'dark'}
                checked={ok ? 'checked just now' : 'not true right now'}
              >
                <p>{detail}</p>
              </Claim>
            ))}
          </StaffConsole>,
        ),
      );
    },
  }),
];
