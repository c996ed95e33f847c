// API tokens: what exists, the form that makes one, the one time that it is shown, and the question before it ends.

import Type from 'typebox';
import { may } from '../../catalog/permissions.ts';
import { href, routes } from '../../catalog/routes.ts';
import { tokenScopeWords } from '../../catalog/token-scopes.ts';
import { personOf } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { isFresh, staff } from '../../core/http/access.ts';
import { html, seeOther } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { CheckboxGroup, Select } from '../../web/ui/choice.tsx';
import { Confirm } from '../../web/ui/dialog.tsx';
import { Field, Form, FormErrors } from '../../web/ui/form.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Badge, Callout, CodeBlock, Copyable } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { displayName } from '../people/person.ts';
import { findPeople } from '../people/person-store.ts';
import { type ApiToken, lifetimes, readTokenForm, scopesFor, type TokenForm } from './api-token.ts';
import { findListedToken, listApiTokens } from './api-token-store.ts';
import { createApiToken } from './create-api-token.ts';
import { revokeApiToken } from './revoke-api-token.ts';

type Context = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;

const list = defineRoute({
  method: 'GET',
  at: routes.accounts.tokens,
  access: staff('report.triage'),
  limit: 'page',
  summary: 'API tokens, and the form that makes one.',
  query: Type.Object({ done: Type.Optional(Type.String()) }),
  handle: async context =>
    html(await tokensPage(context, { form: {}, errors: {}, isRevoked: context.query.done === 'revoked' })),
});

const create = defineRoute({
  method: 'POST',
  at: routes.accounts.tokens,
  access: staff('report.triage'),
  limit: 'change',
  summary: 'Makes an API token and shows it this once.',
  body: Type.Object({
    name: Type.Optional(Type.String()),
    scopes: Type.Optional(Type.Union([Type.String(), Type.Array(Type.String())])),
    days: Type.Optional(Type.String()),
  }),
  handle: async context => {
    const { kernel, body } = context;
    const actor = personOf(context.actor);
    const read = readTokenForm(body, actor.staffRole, kernel.clock.now());
    if (!read.ok) return html(await tokensPage(context, { form: body, errors: read.errors }), { status: 422 });
    const token = await createApiToken(kernel, actor, read.value);
    return html(madePage(context, token, read.value.name));
  },
});

const askRevoke = defineRoute({
  method: 'GET',
  at: routes.accounts.tokenRevoke,
  access: staff('report.triage'),
  limit: 'page',
  summary: 'Asks before an API token ends.',
  handle: async context => {
    const token = await findListedToken(context.kernel, context.actor, context.params.id);
    if (!token) throw refuse('not_found');
    return html(
      renderPage(
        <StaffConsole shell={shell(context)} title="Revoke API token" breadcrumbs={crumbs}>
          <Confirm
            title={`Revoke “${token.name}”?`}
            consequence={
              <p>Whatever uses it is turned away from now on. A token that is revoked cannot be brought back.</p>
            }
            action={href(routes.accounts.tokenRevoke, { id: token.id })}
            confirmLabel="Revoke token"
            cancelHref={href(routes.accounts.tokens)}
          />
        </StaffConsole>,
      ),
    );
  },
});

const revoke = defineRoute({
  method: 'POST',
  at: routes.accounts.tokenRevoke,
  access: staff('report.triage'),
  limit: 'change',
  summary: 'Ends an API token.',
  handle: async ({ kernel, actor, params }) => {
    await revokeApiToken(kernel, actor, params.id);
    return seeOther(href(routes.accounts.tokens, undefined, { done: 'revoked' }));
  },
});

export const tokenRoutes = [list, create, askRevoke, revoke];

const crumbs = [{ href: href(routes.accounts.tokens), label: 'API' }];

async function tokensPage(
  context: Context,
  shown: { form: TokenForm; errors: Readonly<Record<string, string>>; isRevoked?: boolean },
): Promise<string> {
  const { kernel } = context;
  const actor = personOf(context.actor);
  const now = kernel.clock.now();
  const tokens = await listApiTokens(kernel, actor);
  const people = await findPeople(kernel, [...new Set(tokens.map(({ person }) => person))]);
  const nameOf = (id: string): string => {
    const person = people.get(id);
    return person ? displayName(person) : 'somebody who left';
  };
  const isForAll = may(actor.staffRole, 'staff.manage');
  return renderPage(
    <StaffConsole
      shell={shell(context)}
      title="API"
      flash={shown.isRevoked ? { tone: 'good', text: 'The token is revoked.' } : undefined}
    >
      <Section
        title={isForAll ? 'Tokens of the team' : 'Your tokens'}
        intro={
          <p>A token does what its scopes say, in the name of who made it, and never more than that person may.</p>
        }
      >
        <Tokens tokens={tokens} nameOf={isForAll ? nameOf : undefined} now={now} />
      </Section>
      <Section title="Make a token" id="make">
        {isFresh(actor, now) ? <MakeForm role={actor.staffRole} {...shown} /> : <SignInAgain />}
      </Section>
      <Section title="Use it">
        <p>
          The token goes into the Authorization header. What the API can do is described in{' '}
          <a href={href(routes.site.openapi, { file: 'reports-v1.json' })}>reports-v1.json</a>, for OpenAPI tools.
        </p>
        <CodeBlock label="A first request">{`curl -H 'Authorization: Bearer tta_…' ${kernel.config.publicUrl}${href(routes.reports.apiReports)}`}</CodeBlock>
      </Section>
    </StaffConsole>,
  );
}

function Tokens(props: { tokens: readonly ApiToken[]; nameOf: ((id: string) => string) | undefined; now: Date }) {
  const { tokens, nameOf, now } = props;
  if (tokens.length === 0)
    return (
      <EmptyState title="No tokens yet" icon="key">
        <p>Make one below for a scanner, a script or a connector.</p>
      </EmptyState>
    );
  return (
    <Table
      caption="API tokens"
      captionHidden
      rows={tokens}
      rowKey={({ id }) => id}
      columns={[
        {
          key: 'name',
          label: 'Name',
          main: true,
          cell: ({ name, expiresAt }) => (
            <>
              {name} {expiresAt <= now && <Badge tone="attention">Expired</Badge>}
            </>
          ),
        },
        ...(nameOf ? [{ key: 'person', label: 'Of', cell: ({ person }: ApiToken) => nameOf(person) }] : []),
        {
          key: 'scopes',
          label: 'May',
          cell: ({ scopes }) => scopes.map(scope => tokenScopeWords[scope].label).join(', '),
        },
        { key: 'expires', label: 'Ends', cell: ({ expiresAt }) => <Time at={expiresAt} show="date" /> },
        {
          key: 'used',
          label: 'Last used',
          cell: ({ lastUsedAt }) => (lastUsedAt ? <Time at={lastUsedAt} show="relative" /> : 'Never'),
        },
        {
          key: 'revoke',
          label: 'Revoke',
          labelHidden: true,
          narrow: true,
          cell: ({ id, name }) => (
            <ButtonLink size="small" href={href(routes.accounts.tokenRevoke, { id })}>
              Revoke<span class="visually-hidden"> {name}</span>
            </ButtonLink>
          ),
        },
      ]}
    />
  );
}

function MakeForm(props: {
  role: Parameters<typeof scopesFor>[0];
  form: TokenForm;
  errors: Readonly<Record<string, string>>;
}) {
  const { role, form, errors } = props;
  const { scopes = [], ...rest } = form;
  return (
    <Form
      action={href(routes.accounts.tokens)}
      values={{ days: '90', ...rest, scopes: typeof scopes === 'string' ? [scopes] : [...scopes] }}
      errors={errors}
    >
      <FormErrors />
      <Field
        name="name"
        label="Name"
        hint="What will use it, such as “DefectDojo import”."
        autocomplete="off"
        maxLength={60}
        width="medium"
        required
      />
      <CheckboxGroup
        name="scopes"
        label="What it may do"
        options={scopesFor(role).map(scope => ({
          value: scope,
          label: tokenScopeWords[scope].label,
          hint: tokenScopeWords[scope].hint,
        }))}
        required
      />
      <Select
        name="days"
        label="Ends after"
        options={lifetimes.map(days => ({ value: String(days), label: days === 365 ? '1 year' : `${days} days` }))}
        width="short"
        required
      />
      <ButtonRow>
        <Button kind="primary">Make token</Button>
      </ButtonRow>
    </Form>
  );
}

function SignInAgain() {
  return (
    <Callout tone="info" title="To make a token, sign in again first">
      <p>Your last sign-in is more than a quarter of an hour old.</p>
      <ButtonLink size="small" href={href(routes.accounts.signIn, undefined, { next: href(routes.accounts.tokens) })}>
        Sign in again
      </ButtonLink>
    </Callout>
  );
}

const madePage = (context: Context, token: string, name: string): string =>
  renderPage(
    <StaffConsole shell={shell(context)} title="Your new token" breadcrumbs={crumbs}>
      <Callout tone="attention" title="Copy this now">
        <p>“{name}” is shown this once. We keep only its hash, so nobody can show it again.</p>
      </Callout>
      <p>
        <Copyable text={token} what="token" large />
      </p>
      <ButtonRow>
        <ButtonLink kind="primary" href={href(routes.accounts.tokens)}>
          I have copied it
        </ButtonLink>
      </ButtonRow>
    </StaffConsole>,
  );
