// The front page of the reference, and one page for each API: every call, found by words, API and permission.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { scopes } from '../../catalog/scopes.ts';
import { refuse } from '../../core/errors.ts';
import { publicly } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { renderPage } from '../../web/render.tsx';
import { Button } from '../../web/ui/button.tsx';
import { Disclosure, Section } from '../../web/ui/card.tsx';
import { Select } from '../../web/ui/choice.tsx';
import { Field, Form } from '../../web/ui/form.tsx';
import { EmptyState } from '../../web/ui/table.tsx';
import { Mono } from '../../web/ui/text.tsx';
import { type Api, apis, findApi } from '../apis.ts';
import { allCalls, searchCalls, type Wanted } from '../find-calls.ts';
import { CallList, Name } from './call-list.tsx';
import { ReferencePage } from './frame.tsx';

const text = () => Type.Optional(Type.String({ maxLength: 200 }));
const Query = Type.Object({ q: text(), permission: text() });
type Query = { readonly q?: string; readonly permission?: string };

const home = defineRoute({
  method: 'GET',
  at: routes.reference.home,
  access: publicly(),
  limit: 'page',
  summary: 'The API reference: every call of every API, searchable.',
  query: Query,
  handle: async context => {
    const wanted = wantedIn(context.query, '');
    const found = searchCalls(allCalls(), wanted);
    const isSearch = wanted.text !== '' || wanted.permission !== '';
    return html(
      renderPage(
        <ReferencePage
          shell={shell(context)}
          title="API reference"
          description="Every call of the vehicle, management, OAuth and disclosure APIs, with examples and errors."
        >
          <p class="lead">
            Every call with its permission, parameters, an example and its errors. All APIs answer at{' '}
            <Mono>{context.kernel.config.publicUrl}</Mono>.
          </p>
          <Filter action={href(routes.reference.home)} wanted={wanted} />
          {isSearch && <p role="status">{countWords(found.length, allCalls().length)}</p>}
          {found.length === 0 && <NothingFound clear={href(routes.reference.home)} />}
          {apis.map(api => {
            const calls = found.filter(call => call.api === api.id);
            if (calls.length === 0) return null;
            return (
              <Disclosure
                key={api.id}
                id={api.id}
                look="drawer"
                open={isSearch}
                summary={`${api.title} (${calls.length})`}
              >
                <p>
                  {api.about} <a href={href(routes.reference.api, { api: api.id })}>More about this API</a>
                </p>
                <CallList calls={calls} caption={api.title} />
              </Disclosure>
            );
          })}
          {!isSearch && (
            <p>
              Every error has <a href={href(routes.site.errors)}>a page of its own</a>.
            </p>
          )}
          {!isSearch && <Permissions />}
        </ReferencePage>,
      ),
    );
  },
});

const one = defineRoute({
  method: 'GET',
  at: routes.reference.api,
  access: publicly(),
  limit: 'page',
  summary: 'One API of the reference: what its calls have in common, and all of them.',
  query: Query,
  handle: async context => {
    const api = findApi(context.params.api);
    if (api === undefined) throw refuse('not_found');
    const wanted = wantedIn(context.query, api.id);
    const all = allCalls().filter(call => call.api === api.id);
    const found = searchCalls(all, wanted);
    const here = href(routes.reference.api, { api: api.id });
    return html(
      renderPage(
        <ReferencePage
          shell={shell(context)}
          title={api.title}
          description={api.about}
          breadcrumbs={[{ href: href(routes.reference.home), label: 'API reference' }]}
        >
          <p class="lead">{api.about}</p>
          <Rules api={api} origin={context.kernel.config.publicUrl} />
          <Section title="Calls" id="calls">
            <Filter action={here} wanted={wanted} />
            {found.length < all.length && <p role="status">{countWords(found.length, all.length)}</p>}
            {found.length === 0 ? <NothingFound clear={here} /> : <CallList calls={found} caption={api.title} />}
          </Section>
        </ReferencePage>,
      ),
    );
  },
});

export const overviewRoutes = [home, one];

const wantedIn = ({ q = '', permission = '' }: Query, api: string): Wanted => ({ text: q.trim(), api, permission });

const countWords = (found: number, all: number): string => `${found} of ${all} calls`;

function Filter({ action, wanted }: { action: string; wanted: Wanted }) {
  return (
    <Form
      action={action}
      method="get"
      role="search"
      label="Find a call"
      values={{ q: wanted.text, permission: wanted.permission }}
    >
      <div class="call-filter">
        <Field name="q" label="Words" type="search" hint="In path, purpose, make or error." width="full" />
        <Select
          name="permission"
          label="Permission"
          placeholder="Any"
          options={permissionNames().map(name => ({ value: name, label: name }))}
        />
        <Button>Find</Button>
      </div>
    </Form>
  );
}

const permissionNames = (): string[] =>
  [...new Set(allCalls().flatMap(({ permission }) => permission ?? []))].toSorted();

const NothingFound = ({ clear }: { clear: string }) => (
  <EmptyState title="No call fits" icon="search" action={{ href: clear, label: 'Show all calls' }}>
    <p>Try fewer words, or another permission.</p>
  </EmptyState>
);

function Rules({ api, origin }: { api: Api; origin: string }) {
  return (
    <ul>
      <li>
        Answers at <Mono>{origin}</Mono>.
      </li>
      {api.rules.map(rule => (
        <li key={rule}>{rule}</li>
      ))}
      <li>
        As OpenAPI:{' '}
        {api.documents.map(({ file }, index) => (
          <span key={file}>
            {index > 0 && ', '}
            <a href={href(routes.site.openapi, { file: `${file}.json` })}>{file}.json</a>
          </span>
        ))}
      </li>
    </ul>
  );
}

function Permissions() {
  return (
    <Section
      title="Permissions"
      id="permissions"
      intro={<p>What an application asks an owner for, each opening the calls that name it.</p>}
    >
      <dl class="definitions">
        {scopes.map(({ name, opens, sentence }) => (
          <div key={name} id={name}>
            <dt>
              <a href={href(routes.reference.home, undefined, { permission: name })}>
                <Name>{name}</Name>
              </a>
            </dt>
            <dd>
              Opens {opens}. The owner reads: “{sentence}”.
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  );
}
