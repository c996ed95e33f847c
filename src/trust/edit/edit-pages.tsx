// Where admins write what the trust center says: the list of drafts, and the form of each.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { newId } from '../../core/ids.ts';
import type { Check } from '../../core/module.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink } from '../../web/ui/button.tsx';
import { Confirm } from '../../web/ui/dialog.tsx';
import type { FieldErrors } from '../../web/ui/form-state.ts';
import { type ItemKind, itemKinds, kindWords } from '../content/content.ts';
import { addDays, dayOf } from '../content/day.ts';
import { draftContent, findItem, type Item, keepItem, removeItem } from '../content/item-store.ts';
import { askForEvidence } from '../evidence/take-evidence.ts';
import { findGap } from '../questions/gap-store.ts';
import { ItemForm } from './item-form.tsx';
import { listPage, nameOf } from './list-page.tsx';
import type { Fields } from './read-fields.ts';
import { readItem, valuesOf } from './read-item.ts';

const text = Type.Optional(Type.String({ maxLength: 25_000 }));
const formNames =
  'revision text contactName contactMail noticeDays area statement policy maxAgeHours maxAgeDays frameworks owner kind name auditor scope periodStart periodEnd issuedAt validUntil cadenceMonths bridgeFrom bridgeTo bridgeSignedBy bridgeChanges retestOn retestResult title about version gate url purpose dataCategories countries transfer dpaUrl effectiveFrom endsOn replaces emergency body urgency question alsoAsked answer reviewedAt readership';
/** Every field of every form; a state is in none of them, so none can be posted. */
const body = Type.Object({
  ...Object.fromEntries(formNames.split(' ').map(name => [name, text])),
  checks: Type.Optional(Type.Array(Type.String({ maxLength: 80 }))),
  controls: Type.Optional(Type.Array(Type.String({ maxLength: 80 }))),
});

const prefixes = {
  overview: 'tov',
  control: 'tct',
  attestation: 'tat',
  document: 'tdc',
  subprocessor: 'tsp',
  update: 'tup',
  answer: 'tqa',
} as const;

type Checks = () => readonly Check[];
type Context = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;

export const editRoutes = (checks: Checks): readonly AnyRoute[] => [
  defineRoute({
    method: 'GET',
    at: routes.trust.edit,
    access: staff('trust.manage'),
    limit: 'page',
    summary: 'What the trust center is going to say.',
    query: Type.Object({ done: Type.Optional(Type.String()) }),
    handle: context => listPage(context, context.query.done),
  }),
  defineRoute({
    method: 'GET',
    at: routes.trust.newItem,
    access: staff('trust.manage'),
    limit: 'page',
    summary: 'An empty form for something that the trust center says.',
    query: Type.Object({ gap: Type.Optional(Type.String({ maxLength: 40 })) }),
    handle: async context => {
      const kind = kindOf(context.params.kind);
      const first = { revision: '0', policy: 'checks', maxAgeHours: '26', maxAgeDays: '92', cadenceMonths: '12' };
      const today = dayOf(context.kernel.clock.now());
      const { gap = '' } = context.query;
      const question = (gap === '' ? undefined : await findGap(context.kernel, gap))?.question ?? '';
      const answer = { question, reviewedAt: today, validUntil: addDays(today, 180), readership: 'public' };
      return formPage(
        context,
        checks,
        { kind, id: undefined },
        { ...first, owner: 'Security team', urgency: 'info', ...(kind === 'answer' && answer) },
      );
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.trust.newItem,
    access: staff('trust.manage'),
    limit: 'change',
    summary: 'Adds something to the draft of the trust center.',
    body,
    handle: async context => {
      const kind = kindOf(context.params.kind);
      const id = newId(prefixes[kind], context.kernel.clock, context.kernel.random);
      return keep(context, checks, { kind, id, revision: 0 }, context.body as Fields, true);
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.trust.item,
    access: staff('trust.manage'),
    limit: 'page',
    summary: 'Something that the trust center says, in a form.',
    handle: async context => {
      const item = await itemAt(context, context.params.id);
      return formPage(context, checks, item, { ...valuesOf(item), revision: String(item.revision) });
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.trust.item,
    access: staff('trust.manage'),
    limit: 'change',
    summary: 'Keeps an edit of something that the trust center says.',
    body,
    handle: async context =>
      keep(context, checks, await itemAt(context, context.params.id), context.body as Fields, false),
  }),
  defineRoute({
    method: 'GET',
    at: routes.trust.itemRemove,
    access: staff('trust.manage'),
    limit: 'page',
    summary: 'Asks before something is taken out of the draft.',
    handle: async context => {
      const item = await itemAt(context, context.params.id);
      if (item.kind === 'overview') throw refuse('not_found');
      return html(
        renderPage(
          <StaffConsole shell={shell(context)} title="Take it out" breadcrumbs={crumbs}>
            <Confirm
              title={`Take “${nameOf(item)}” out of the draft?`}
              consequence={
                <p>The page says it until you publish. What earlier editions said of it stays readable for good.</p>
              }
              action={href(routes.trust.itemRemove, { id: item.id })}
              confirmLabel="Take it out"
              cancelHref={href(routes.trust.item, { id: item.id })}
            />
          </StaffConsole>,
        ),
      );
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.trust.itemRemove,
    access: staff('trust.manage'),
    limit: 'change',
    summary: 'Takes something out of the draft of the trust center.',
    handle: async context => {
      const item = await itemAt(context, context.params.id);
      if (item.kind === 'overview') throw refuse('not_found');
      await context.kernel.transaction(async kernel => {
        await removeItem(kernel, context.actor, item);
        await kernel.audit.record(kernel.db, {
          actor: actorId(context.actor),
          action: 'trust.remove',
          subject: item.id,
        });
      });
      return seeOther(href(routes.trust.edit, undefined, { done: 'removed' }));
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.trust.runChecks,
    access: staff('trust.manage'),
    limit: 'change',
    summary: 'Has the checks run soon, for fresh evidence.',
    handle: async ({ kernel, actor }) => {
      await askForEvidence(kernel, actor);
      return seeOther(href(routes.trust.edit, undefined, { done: 'asked' }));
    },
  }),
];

export const crumbs = [{ href: href(routes.trust.edit), label: 'Trust center' }];

const kindOf = (text: string): Exclude<ItemKind, 'overview'> => {
  const kind = itemKinds.find(each => each === text);
  if (kind === undefined || kind === 'overview') throw refuse('not_found');
  return kind;
};

async function itemAt({ kernel }: Context, id: string): Promise<Item> {
  const item = await findItem(kernel, id);
  if (!item) throw refuse('not_found');
  return item;
}

async function keep(
  context: Context,
  checks: Checks,
  before: Pick<Item, 'kind' | 'id' | 'revision'>,
  fields: Fields,
  isNew: boolean,
): Promise<Answer> {
  const { kernel, actor } = context;
  const seen = Number(fields['revision'] ?? 0);
  const read = readItem({ ...before, revision: seen }, fields, {
    checks: checks().map(({ name }) => name),
    draft: await draftContent(kernel),
    today: dayOf(kernel.clock.now()),
    isExample: kernel.config.environment === 'demo',
  });
  const target = { kind: before.kind, id: isNew ? undefined : before.id };
  if ('errors' in read) return formPage(context, checks, target, fields, read.errors);
  const kept = await kernel.transaction(async kernel => {
    if (!(await keepItem(kernel, actor, read.item))) return false;
    await kernel.audit.record(kernel.db, { actor: actorId(actor), action: 'trust.edit', subject: before.id });
    return true;
  });
  if (kept) return seeOther(href(routes.trust.edit, undefined, { done: 'saved' }));
  return formPage(
    context,
    checks,
    target,
    { ...fields, revision: String(before.revision) },
    {
      revision:
        'Somebody else saved this in between. Look at what you have, and save again to put it in place of theirs.',
    },
  );
}

async function formPage(
  context: Context,
  checks: Checks,
  { kind, id }: { readonly kind: ItemKind; readonly id: string | undefined },
  values: Fields,
  errors: FieldErrors = {},
): Promise<Answer> {
  const isWrong = Object.keys(errors).length > 0;
  const title = id === undefined ? `New: ${kindWords[kind].one.toLowerCase()}` : kindWords[kind].one;
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title={title}
        breadcrumbs={crumbs}
        headingAside={
          id === undefined ? undefined : (
            <>
              {kind === 'control' && <ButtonLink href={href(routes.trust.vouch, { id })}>Vouch</ButtonLink>}
              {kind !== 'overview' && <ButtonLink href={href(routes.trust.itemRemove, { id })}>Take it out</ButtonLink>}
            </>
          )
        }
      >
        <ItemForm
          kind={kind}
          action={id === undefined ? href(routes.trust.newItem, { kind }) : href(routes.trust.item, { id })}
          values={values}
          errors={errors}
          draft={await draftContent(context.kernel)}
          checks={checks()}
        />
      </StaffConsole>,
    ),
    isWrong ? { status: 422 } : {},
  );
}
