// The history of the scope: every version that was ever in force, what each changed, and feeds of it.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { canonicalJson, type JsonValue } from '../../core/canonical-json.ts';
import { hashToken } from '../../core/crypto/tokens.ts';
import { refuse } from '../../core/errors.ts';
import { publicly } from '../../core/http/access.ts';
import { bytes, html } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import type { Kernel } from '../../core/kernel.ts';
import { atomContentType, type Feed, jsonFeedContentType, writeAtom, writeJsonFeed } from '../../web/feed.ts';
import { SitePage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Breadcrumbs } from '../../web/ui/nav.tsx';
import { Pager } from '../../web/ui/table.tsx';
import { Callout, Copyable, DefinitionList } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { currentProgram } from '../current-program.ts';
import { ScopeTable } from '../pages/scope-table.tsx';
import type { ScopeVersion } from '../program.ts';
import { findScopeByNumber, listScopes } from '../program-store.ts';
import type { ScopeRule } from '../scope.ts';
import { changeInWords, compareScopes } from './compare-scopes.ts';

/** Versions on one page and in a feed. */
const SHOWN = 20;

/** Lower-case hex SHA-256 of the rules as canonical JSON (RFC 8785): what a letter or a receipt can name. */
export const scopeSha256 = (rules: readonly ScopeRule[]): string =>
  // Rules are plain JSON values.
  hashToken(canonicalJson(rules as unknown as JsonValue)).toString('hex');

type Step = { readonly version: ScopeVersion; readonly changes: readonly string[] };

/** Versions below a number, newest first, each with what it changed. */
async function listSteps(kernel: Kernel, below?: number): Promise<{ steps: Step[]; next: number | null }> {
  const versions = await listScopes(kernel, { below, limit: SHOWN + 1 });
  const steps = versions.slice(0, SHOWN).map((version, index) => ({
    version,
    changes: compareScopes(versions[index + 1]?.rules ?? [], version.rules).map(changeInWords),
  }));
  return { steps, next: versions.length > SHOWN ? (steps.at(-1)?.version.number ?? null) : null };
}

const read = { access: publicly(), method: 'GET' } as const;

export const scopeHistoryRoutes: readonly AnyRoute[] = [
  defineRoute({
    ...read,
    at: routes.program.scopeHistory,
    limit: 'page',
    summary: 'Every version of the scope, and what each changed.',
    query: Type.Object({ below: Type.Optional(Type.String({ maxLength: 9 })) }),
    handle: async context => {
      const { kernel, query } = context;
      const below = /^[1-9]\d{0,8}$/.test(query.below ?? '') ? Number(query.below) : undefined;
      const { steps, next } = await listSteps(kernel, below);
      return html(
        renderPage(
          <SitePage shell={shell(context)} title="History of the scope">
            <Breadcrumbs items={[{ href: href(routes.program.show), label: 'Program' }]} />
            <h1>History of the scope</h1>
            <p class="lead">
              A report is judged by the version that was in force when it was sent. To hear of changes, follow{' '}
              <a href={href(routes.program.scopeAtom)}>the Atom feed</a> or{' '}
              <a href={href(routes.program.scopeFeed)}>the JSON feed</a>.
            </p>
            {steps.map(({ version, changes }) => (
              <Section
                key={version.id}
                title={`Version ${version.number}`}
                intro={
                  <p>
                    In force since <Time at={version.effectiveFrom} show="absolute" />.{' '}
                    <a href={href(routes.program.scopeVersion, { version: String(version.number) })}>
                      All rules of version {version.number}
                    </a>
                  </p>
                }
              >
                <Changes changes={changes} />
              </Section>
            ))}
            {(below !== undefined || next !== null) && (
              <Pager
                label="Versions of the scope"
                previous={below === undefined ? undefined : href(routes.program.scopeHistory)}
                next={next === null ? undefined : href(routes.program.scopeHistory, undefined, { below: next })}
              />
            )}
          </SitePage>,
        ),
      );
    },
  }),
  defineRoute({
    ...read,
    at: routes.program.scopeVersion,
    limit: 'page',
    summary: 'One version of the scope.',
    handle: async context => {
      const { kernel, params } = context;
      const number = /^[1-9]\d{0,8}$/.test(params.version) ? Number(params.version) : 0;
      const version = await findScopeByNumber(kernel, number);
      if (!version) throw refuse('not_found');
      const [before, { scopeVersion: newest }] = await Promise.all([
        findScopeByNumber(kernel, number - 1),
        currentProgram(kernel),
      ]);
      return html(
        renderPage(
          <SitePage shell={shell(context)} title={`Scope, version ${number}`}>
            <Breadcrumbs
              items={[
                { href: href(routes.program.show), label: 'Program' },
                { href: href(routes.program.scopeHistory), label: 'History of the scope' },
              ]}
            />
            <h1>Scope, version {number}</h1>
            {version.number !== newest.number && (
              <Callout tone="attention" title="This is not the scope in force">
                <p>
                  It holds for reports that were sent under it. Before you test, read{' '}
                  <a href={href(routes.program.scopeVersion, { version: String(newest.number) })}>
                    version {newest.number}
                  </a>
                  .
                </p>
              </Callout>
            )}
            <DefinitionList
              items={[
                { term: 'Version', detail: String(number) },
                { term: 'In force since', detail: <Time at={version.effectiveFrom} show="absolute" /> },
                { term: 'SHA-256', detail: <Copyable text={scopeSha256(version.rules)} what="hash" /> },
              ]}
            />
            <Section title="What it changed">
              <Changes changes={compareScopes(before?.rules ?? [], version.rules).map(changeInWords)} />
            </Section>
            <Section title="Its rules" intro={<p>What no rule covers is out.</p>}>
              <ScopeTable rules={version.rules} />
            </Section>
          </SitePage>,
        ),
      );
    },
  }),
  defineRoute({
    ...read,
    at: routes.program.scopeAtom,
    limit: 'lookup',
    summary: 'Changes of the scope as an Atom feed.',
    handle: async ({ kernel }) =>
      bytes(Buffer.from(writeAtom(await scopeFeed(kernel))), atomContentType, { headers: briefly }),
  }),
  defineRoute({
    ...read,
    at: routes.program.scopeFeed,
    limit: 'lookup',
    summary: 'Changes of the scope as a JSON Feed.',
    handle: async ({ kernel }) =>
      bytes(Buffer.from(writeJsonFeed(await scopeFeed(kernel))), jsonFeedContentType, { headers: briefly }),
  }),
];

const briefly = { 'cache-control': 'public, max-age=60', 'access-control-allow-origin': '*' };

async function scopeFeed(kernel: Kernel): Promise<Feed> {
  const { publicUrl, operator } = kernel.config;
  const { steps } = await listSteps(kernel);
  return {
    title: `${operator.name}: scope of the vulnerability disclosure program`,
    author: operator.name,
    home: publicUrl + href(routes.program.scopeHistory),
    atomUrl: publicUrl + href(routes.program.scopeAtom),
    jsonUrl: publicUrl + href(routes.program.scopeFeed),
    since: steps[0]?.version.effectiveFrom ?? kernel.clock.now(),
    entries: steps.map(({ version, changes }) => {
      const url = publicUrl + href(routes.program.scopeVersion, { version: String(version.number) });
      return {
        id: url,
        url,
        title: `Scope, version ${version.number}`,
        published: version.effectiveFrom,
        updated: version.effectiveFrom,
        text: [...(changes.length > 0 ? changes : [noChange]), `SHA-256 ${scopeSha256(version.rules)}`].join('\n'),
      };
    }),
  };
}

const noChange = 'No rule was changed.';

function Changes({ changes }: { changes: readonly string[] }) {
  if (changes.length === 0) return <p>{noChange}</p>;
  return (
    <ul class="prose">
      {changes.map(change => (
        <li key={change}>{change}</li>
      ))}
    </ul>
  );
}
