// The review of access: everybody on the team is looked at and confirmed by name, and that becomes evidence.
import Type from 'typebox';
import { listStaffAccess, type StaffAccess } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { CheckboxGroup } from '../../web/ui/choice.tsx';
import { Form, FormErrors } from '../../web/ui/form.tsx';
import type { FieldErrors } from '../../web/ui/form-state.ts';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Time } from '../../web/ui/time.tsx';
import type { Control } from '../content/content.ts';
import { addDays, dayOf } from '../content/day.ts';
import { findItem } from '../content/item-store.ts';
import { vouchedSubject } from '../evidence/control-status.ts';
import { listDetails, listEvidence } from '../evidence/evidence-store.ts';
import { vouch } from '../evidence/take-evidence.ts';
import { crumbs } from './edit-pages.tsx';

type Context = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;

/** The control that the review is evidence on. */
const CONTROL = 'access-review';

export const accessReviewRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.trust.accessReview,
    access: staff('trust.manage'),
    limit: 'page',
    summary: 'Everybody on the team, to be confirmed by name.',
    handle: async context => reviewPage(context, await reviewed(context)),
  }),
  defineRoute({
    method: 'POST',
    at: routes.trust.accessReview,
    access: staff('trust.manage'),
    limit: 'change',
    summary: 'Keeps that everybody on the team was looked at and still needs their access.',
    body: Type.Object({ needed: Type.Optional(Type.Array(Type.String({ maxLength: 60 }))) }),
    handle: async context => {
      const { kernel, actor, body } = context;
      const review = await reviewed(context);
      const needed = new Set(body.needed ?? []);
      const { team } = review;
      const open = team.filter(({ id }) => !needed.has(id));
      if (open.length > 0)
        return reviewPage(context, review, [...needed], {
          needed: `Look at ${open.map(({ name }) => name).join(', ')} as well. Who needs no access any more leaves the team first.`,
        });
      await kernel.transaction(async kernel => {
        await vouch(kernel, actor, review.control, {
          result: 'pass',
          words: wordsOf(team),
          until: addDays(dayOf(kernel.clock.now()), review.days),
        });
        await kernel.audit.record(kernel.db, {
          actor: actorId(actor),
          action: 'trust.access-review',
          subject: CONTROL,
          details: { confirmed: team.map(({ id, role }) => `${id} ${role}`) },
        });
      });
      return seeOther(href(routes.trust.edit, undefined, { done: 'vouched' }));
    },
  }),
];

type Review = { readonly control: Control; readonly days: number; readonly team: readonly StaffAccess[] };

/** @throws Refusal not_found when the trust center claims no such review */
async function reviewed({ kernel }: Context): Promise<Review> {
  const item = await findItem(kernel, CONTROL);
  if (item?.kind !== 'control' || item.content.policy.kind !== 'person') throw refuse('not_found');
  return { control: item.content, days: item.content.policy.maxAgeDays, team: await listStaffAccess(kernel) };
}

/** Everybody reads it: numbers, and nobody's name. */
function wordsOf(team: readonly StaffAccess[]): string {
  const count = (role: StaffAccess['role'], one: string, many: string) => {
    const number = team.filter(each => each.role === role).length;
    return `${number} ${number === 1 ? one : many}`;
  };
  const strong = team.filter(each => each.hasSecondFactor).length;
  return `Everybody on the team was looked at by name, and still needs their access: ${count('admin', 'admin', 'admins')}, ${count('triager', 'triager', 'triagers')}, ${count('viewer', 'viewer', 'viewers')}. ${strong} of ${team.length} sign in with a second factor.`;
}

async function reviewPage(
  context: Context,
  { team, days }: Review,
  needed: readonly string[] = [],
  errors: FieldErrors = {},
): Promise<Answer> {
  const { kernel } = context;
  const earlier = await listEvidence(kernel, [vouchedSubject(CONTROL)], 12);
  const details = await listDetails(
    kernel,
    earlier.map(({ id }) => id),
  );
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title="Review of access"
        breadcrumbs={crumbs}
        headingAside={<ButtonLink href={href(routes.accounts.people)}>Change the team</ButtonLink>}
      >
        <p>
          Look at each account: is the person still with you, and is the role the least that their work needs? The
          numbers are published as evidence for {days} days; whom you confirmed stands in the audit log by id.
        </p>
        <Form action={href(routes.trust.accessReview)} values={{ needed: [...needed] }} errors={errors} label="Team">
          <FormErrors kept="What you ticked was kept." />
          <CheckboxGroup
            name="needed"
            label="I looked at this account, and its access is still needed"
            options={team.map(({ id, name, role, hasSecondFactor }) => ({
              value: id,
              label: name,
              hint: `${roleWords[role]}; ${hasSecondFactor ? 'signs in with a second factor' : 'has no second factor'}`,
            }))}
          />
          <ButtonRow>
            <Button kind="primary">Keep the review</Button>
            <ButtonLink href={href(routes.trust.edit)}>Back</ButtonLink>
          </ButtonRow>
        </Form>
        <Section title="Reviews so far">
          <Table
            caption="Reviews so far"
            captionHidden
            dense
            rows={earlier}
            rowKey={({ id }) => id}
            empty={<EmptyState title="None yet" icon="inbox" />}
            columns={[
              { key: 'at', label: 'When', main: true, cell: ({ collectedAt }) => <Time at={collectedAt} /> },
              { key: 'found', label: 'Found', cell: ({ id }) => details.get(id) ?? '' },
            ]}
          />
        </Section>
      </StaffConsole>,
    ),
    Object.keys(errors).length > 0 ? { status: 422 } : {},
  );
}

const roleWords: Readonly<Record<StaffAccess['role'], string>> = {
  admin: 'Admin: everything',
  triager: 'Triager: reads and answers reports',
  viewer: 'Viewer: reads reports',
};
