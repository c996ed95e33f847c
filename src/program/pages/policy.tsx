// One published policy, any version, with the hash by which receipts name it.
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { publicly } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { SitePage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Disclosure, Section } from '../../web/ui/card.tsx';
import { Markdown } from '../../web/ui/markdown.tsx';
import { Breadcrumbs } from '../../web/ui/nav.tsx';
import { Callout, Copyable, DefinitionList } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { currentProgram } from '../current-program.ts';
import { findPolicy } from '../program-store.ts';

export const policyRoute = defineRoute({
  method: 'GET',
  at: routes.program.policy,
  access: publicly(),
  limit: 'page',
  summary: 'A published version of the policy.',
  handle: async context => {
    const { kernel, params } = context;
    const policy = /^[1-9]\d{0,6}$/.test(params.version) ? await findPolicy(kernel, Number(params.version)) : undefined;
    if (!policy) throw refuse('not_found');
    const { policyVersion: newest } = await currentProgram(kernel);
    return html(
      renderPage(
        <SitePage shell={shell(context)} title={`Policy, version ${policy.number}`}>
          <Breadcrumbs items={[{ href: href(routes.program.show), label: 'Program' }]} />
          <h1>Vulnerability disclosure policy</h1>
          {policy.id !== newest.id && (
            <Callout tone="attention" title={`This is version ${policy.number}, not the one in force`}>
              <p>
                It holds for reports that were sent under it.{' '}
                <a href={href(routes.program.policy, { version: String(newest.number) })}>
                  Read version {newest.number}
                </a>
              </p>
            </Callout>
          )}
          <DefinitionList
            items={[
              { term: 'Version', detail: String(policy.number) },
              { term: 'Issued', detail: <Time at={policy.issuedAt} show="absolute" /> },
              { term: 'SHA-256', detail: <Copyable text={policy.sha256} what="hash" /> },
            ]}
          />
          <Section title="As published">
            <Markdown source={policy.body} topLevel={2} />
          </Section>
          <Disclosure summary="How to check the hash" look="drawer">
            <p>
              The hash is over this text as Markdown in UTF-8, with line feeds. Save the text below as{' '}
              <code>policy.md</code>, ending with one line feed, then run <code>sha256sum policy.md</code>.
            </p>
            <pre class="policy-source">{policy.body}</pre>
          </Disclosure>
        </SitePage>,
      ),
    );
  },
});
