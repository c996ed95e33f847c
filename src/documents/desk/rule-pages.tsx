// Rules that decide requests, and what each would have decided so far.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { ButtonLink } from '../../web/ui/button.tsx';
import { Confirm } from '../../web/ui/dialog.tsx';
import type { FieldErrors } from '../../web/ui/form-state.ts';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Badge } from '../../web/ui/text.tsx';
import { oneLine, someLines } from '../pages/read-text.ts';
import { listRequests } from '../requests/request-store.ts';
import { keepRule, listRules, removeRule } from '../requests/rule-store.ts';
import { classesIn, dryRun, type Rule, readDomains } from '../requests/rules.ts';
import { listDocuments } from '../shelf/document-store.ts';
import { findVisitors } from '../visitors/visitor-store.ts';
import { type Context, deskPage } from './frame.tsx';
import { RuleForm, type TypedRule } from './rule-form.tsx';

const text = (maxLength: number) => Type.Optional(Type.String({ maxLength }));
const many = Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 200 }));
const manage = () => staff('documents.manage');
const fields = Type.Object({
  name: text(400),
  place: text(10),
  effect: text(10),
  mode: text(10),
  domains: text(8_000),
  classes: many,
  documents: many,
  words: text(4_000),
  do: text(10),
});
/** How many past requests a rule is tried on. */
const PAST = 200;

export const ruleRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.documents.rules,
    access: manage(),
    limit: 'page',
    summary: 'Rules that decide requests for documents.',
    query: Type.Object({ done: Type.Optional(Type.String()) }),
    handle: async context => listPage(context, context.query.done),
  }),
  defineRoute({
    method: 'GET',
    at: routes.documents.newRule,
    access: manage(),
    limit: 'page',
    summary: 'An empty form for a rule.',
    handle: async context => {
      const rules = await listRules(context.kernel);
      return rulePage(context, undefined, { place: String(rules.length + 1), effect: 'approve', mode: 'trial' });
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.documents.newRule,
    access: manage(),
    limit: 'change',
    summary: 'Keeps a new rule, or shows what it would have decided.',
    body: fields,
    handle: async context => keep(context, undefined, context.body),
  }),
  defineRoute({
    method: 'GET',
    at: routes.documents.rule,
    access: manage(),
    limit: 'page',
    summary: 'A rule, with what it would have decided.',
    handle: async context => {
      const rule = await ruleAt(context, context.params.id);
      return rulePage(context, rule, valuesOf(rule), { tried: rule });
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.documents.rule,
    access: manage(),
    limit: 'change',
    summary: 'Edits a rule, or shows what the edit would have decided.',
    body: fields,
    handle: async context => keep(context, await ruleAt(context, context.params.id), context.body),
  }),
  defineRoute({
    method: 'GET',
    at: routes.documents.ruleRemove,
    access: manage(),
    limit: 'page',
    summary: 'Asks before a rule is removed.',
    handle: async context => {
      const rule = await ruleAt(context, context.params.id);
      return deskPage(
        context,
        { title: 'Remove', back: { href: href(routes.documents.rules), label: 'Rules' } },
        <Confirm
          title={`Remove the rule “${rule.name}”?`}
          consequence={<p>What it decided stays decided.</p>}
          action={href(routes.documents.ruleRemove, { id: rule.id })}
          confirmLabel="Remove it"
          cancelHref={href(routes.documents.rule, { id: rule.id })}
        />,
      );
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.documents.ruleRemove,
    access: manage(),
    limit: 'change',
    summary: 'Removes a rule.',
    handle: async ({ kernel, actor, params }) => {
      await kernel.transaction(async kernel => {
        if (!(await removeRule(kernel, params.id))) throw refuse('not_found');
        await kernel.audit.record(kernel.db, {
          actor: actorId(actor),
          action: 'documents.rule-remove',
          subject: params.id,
        });
      });
      return seeOther(href(routes.documents.rules, undefined, { done: 'removed' }));
    },
  }),
];

async function ruleAt({ kernel }: Context, id: string): Promise<Rule> {
  const found = (await listRules(kernel)).find(rule => rule.id === id);
  if (!found) throw refuse('not_found');
  return found;
}

const valuesOf = (rule: Rule): TypedRule => ({
  name: rule.name,
  place: String(rule.place),
  effect: rule.effect,
  mode: rule.mode,
  domains: rule.domains.join('\n'),
  classes: rule.classes,
  documents: rule.documents,
  words: rule.words,
});

type Typed = TypedRule & { readonly do?: string };

async function keep(context: Context, rule: Rule | undefined, typed: Typed): Promise<Answer> {
  const { kernel, actor } = context;
  const known = new Set((await listDocuments(kernel)).map(({ id }) => id));
  const read = readRule(typed, known);
  if ('errors' in read) return rulePage(context, rule, typed, { errors: read.errors });
  if (typed.do === 'try') return rulePage(context, rule, typed, { tried: { ...read, id: rule?.id ?? 'new' } });
  await kernel.transaction(async kernel => {
    const id = await keepRule(kernel, actor, rule ? { ...read, id: rule.id } : read);
    await kernel.audit.record(kernel.db, {
      actor: actorId(actor),
      action: 'documents.rule',
      subject: id,
      details: { effect: read.effect, mode: read.mode, domains: read.domains, documents: read.documents },
    });
  });
  return seeOther(href(routes.documents.rules, undefined, { done: 'saved' }));
}

function readRule(typed: Typed, known: ReadonlySet<string>): Omit<Rule, 'id'> | { errors: FieldErrors } {
  const name = oneLine(typed.name ?? '');
  const place = /^\d{1,3}$/.test(typed.place ?? '') ? Number(typed.place) : 0;
  const domains = readDomains(typed.domains ?? '');
  const classes = classesIn(typed.classes ?? []);
  const documents = [...new Set(typed.documents ?? [])];
  const words = someLines(typed.words ?? '');
  const effect = typed.effect === 'approve' || typed.effect === 'deny' ? typed.effect : undefined;
  const mode = typed.mode === 'trial' || typed.mode === 'on' ? typed.mode : undefined;
  const namesNothing = domains?.length === 0 && classes.length === 0;
  const errors: FieldErrors = {
    ...((name.length < 3 || name.length > 120) && { name: 'Enter a name of 3 to 120 characters.' }),
    ...(place < 1 && { place: 'Enter a number from 1.' }),
    ...(!effect && { effect: 'Choose what it does.' }),
    ...(!mode && { mode: 'Choose one.' }),
    ...(domains === undefined && { domains: 'Enter domains only, such as buyer.example, one in each line.' }),
    ...(domains && domains.length > 500 && { domains: 'At most 500 domains.' }),
    ...(effect === 'approve' &&
      namesNothing && { domains: 'Name domains or kinds of domains: otherwise it lets everybody in.' }),
    ...(documents.some(id => !known.has(id)) && { documents: 'One of these is no document of ours.' }),
    ...(effect === 'deny' &&
      (words.length < 10 || words.length > 2_000) && {
        words: 'Write why, in 10 to 2000 characters: the visitor reads it.',
      }),
  };
  if (Object.keys(errors).length > 0 || !domains || !effect || !mode) return { errors };
  return { name, place, mode, effect, domains, classes, documents, words: effect === 'deny' ? words : '' };
}

async function listPage(context: Context, done: string | undefined): Promise<Answer> {
  const rules = await listRules(context.kernel);
  return deskPage(
    context,
    {
      title: 'Rules',
      tab: 'rules',
      done: done === 'saved' ? 'Saved.' : done === 'removed' ? 'Removed.' : undefined,
      aside: (
        <ButtonLink kind="primary" href={href(routes.documents.newRule)}>
          Add a rule
        </ButtonLink>
      ),
    },
    <>
      <p>
        The first rule that fits decides; what none fits waits for people. No rule opens a document for which two must
        agree, nor one to somebody from whom access was taken.
      </p>
      <Table
        caption="Rules"
        captionHidden
        dense
        rows={rules}
        rowKey={({ id }) => id}
        empty={
          <EmptyState title="No rule decides" icon="inbox">
            <p>Every request waits for one of the team, unless its document needs nobody.</p>
          </EmptyState>
        }
        columns={[
          { key: 'place', label: 'Place', numeric: true, narrow: true, cell: ({ place }) => place },
          {
            key: 'name',
            label: 'Rule',
            main: true,
            cell: ({ id, name }) => <a href={href(routes.documents.rule, { id })}>{name}</a>,
          },
          { key: 'effect', label: 'Does', cell: ({ effect }) => (effect === 'approve' ? 'Approves' : 'Denies') },
          {
            key: 'mode',
            label: 'Mode',
            narrow: true,
            cell: ({ mode }) => (
              <Badge tone={mode === 'on' ? 'good' : 'info'}>{mode === 'on' ? 'On' : 'On trial'}</Badge>
            ),
          },
          {
            key: 'domains',
            label: 'Domains',
            cell: ({ domains }) =>
              domains.length === 0
                ? 'any'
                : `${domains.slice(0, 3).join(', ')}${domains.length > 3 ? `, ${domains.length - 3} more` : ''}`,
          },
        ]}
      />
    </>,
  );
}

type Extras = { readonly errors?: FieldErrors; readonly tried?: Rule };

async function rulePage(
  context: Context,
  rule: Rule | undefined,
  typed: TypedRule,
  { errors = {}, tried }: Extras = {},
): Promise<Answer> {
  const { kernel } = context;
  const documents = await listDocuments(kernel);
  const outcomes = tried
    ? dryRun(await listRules(kernel), tried, await listRequests(kernel, { waiting: false, limit: PAST }))
    : undefined;
  const visitors = await findVisitors(
    kernel,
    (outcomes ?? []).map(({ request }) => request.visitor),
  );
  return deskPage(
    context,
    {
      title: rule?.name ?? 'Add a rule',
      back: { href: href(routes.documents.rules), label: 'Rules' },
      status: Object.keys(errors).length > 0 ? 422 : 200,
    },
    <RuleForm
      action={rule ? href(routes.documents.rule, { id: rule.id }) : href(routes.documents.newRule)}
      removeHref={rule && href(routes.documents.ruleRemove, { id: rule.id })}
      typed={typed}
      errors={errors}
      documents={documents}
      outcomes={outcomes}
      addresses={new Map([...visitors].map(([id, { address }]) => [id, address]))}
    />,
  );
}
