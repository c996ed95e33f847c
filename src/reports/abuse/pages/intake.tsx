// The admin's page of the intake: pause, budgets, and what they did in numbers.
import Type from 'typebox';
import { href, routes } from '../../../catalog/routes.ts';
import { actorId } from '../../../core/actor.ts';
import { after, DAY } from '../../../core/clock.ts';
import { staff } from '../../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../../core/http/define-route.ts';
import { shell } from '../../../core/http/shell.ts';
import { StaffConsole } from '../../../web/frames.tsx';
import { renderPage } from '../../../web/render.tsx';
import type { FieldErrors } from '../../../web/ui/form-state.ts';
import { Tabs } from '../../../web/ui/nav.tsx';
import { countArrived, sumTallies } from '../arrival-store.ts';
import { countByRule } from '../held-store.ts';
import { readBudgets, readPause } from '../intake-form.ts';
import { currentIntake, listPauses, saveBudgets } from '../intake-store.ts';
import { pauseIntake, resumeIntake } from '../pause-intake.ts';
import { BudgetsForm, IntakeNumbers, PauseSection } from './intake-sections.tsx';

const text = Type.Optional(Type.String());

/** The pages of the intake's settings, for their tabs. */
export const intakeTabs = (current: 'policy' | 'embedding') => (
  <Tabs
    label="Settings of the intake"
    items={[
      { label: 'Spam and pauses', href: href(routes.reports.intake), current: current === 'policy' },
      { label: 'Form on other sites', href: href(routes.reports.intakeEmbedding), current: current === 'embedding' },
    ]}
  />
);

const flashes: Readonly<Record<string, string>> = {
  paused: 'New reports are paused. What is critical still comes through.',
  resumed: 'New reports are taken in again.',
  budgets: 'The budgets are in force.',
};

const show = defineRoute({
  method: 'GET',
  at: routes.reports.intake,
  access: staff('program.edit'),
  limit: 'page',
  summary: 'How the doors for reports are guarded: pause, budgets, numbers.',
  query: Type.Object({ done: text }),
  handle: context => page(context, { said: flashes[context.query.done ?? ''] }),
});

const setBudgets = defineRoute({
  method: 'POST',
  at: routes.reports.intake,
  access: staff('program.edit'),
  limit: 'change',
  summary: 'Sets the budgets.',
  body: Type.Object({
    networkFree: text,
    networkMost: text,
    senderWeek: text,
    textRepeats: text,
    workFirst: text,
  }),
  handle: async context => {
    const { kernel, actor, body } = context;
    const read = readBudgets(body);
    if (!read.ok) return page(context, { budgets: { values: body, errors: read.errors } });
    await kernel.transaction(async kernel => {
      await saveBudgets(kernel, actor, read.value);
      await kernel.audit.record(kernel.db, {
        actor: actorId(actor),
        action: 'intake.budgets',
        subject: 'intake',
        details: { ...read.value },
      });
    });
    return seeOther(href(routes.reports.intake, undefined, { done: 'budgets' }));
  },
});

const pause = defineRoute({
  method: 'POST',
  at: routes.reports.intakePause,
  access: staff('program.edit'),
  limit: 'change',
  summary: 'Pauses the intake; critical reports still come through.',
  body: Type.Object({ reason: text, endsAt: text }),
  handle: async context => {
    const { kernel, actor, body } = context;
    const read = readPause(body, kernel.clock.now(), kernel.config.operator.timeZone);
    if (!read.ok) return page(context, { pause: { values: body, errors: read.errors } });
    await pauseIntake(kernel, actor, read.value);
    return seeOther(href(routes.reports.intake, undefined, { done: 'paused' }));
  },
});

const resume = defineRoute({
  method: 'POST',
  at: routes.reports.intakeResume,
  access: staff('program.edit'),
  limit: 'change',
  summary: 'Ends the pause.',
  handle: async ({ kernel, actor }) => {
    await resumeIntake(kernel, actor);
    return seeOther(href(routes.reports.intake, undefined, { done: 'resumed' }));
  },
});

export const intakeRoutes: readonly AnyRoute[] = [show, setBudgets, pause, resume];

type Sent = { readonly values: Readonly<Record<string, string | undefined>>; readonly errors: FieldErrors };
type State = { readonly said?: string | undefined; readonly budgets?: Sent; readonly pause?: Sent };

const LOOKS_BACK = 30;

async function page(context: Pick<RouteContext, 'kernel' | 'actor' | 'request'>, state: State): Promise<Answer> {
  const { kernel } = context;
  const since = after(kernel.clock.now(), -LOOKS_BACK * DAY);
  const [intake, pauses, arrived, tallies, rules] = await Promise.all([
    currentIntake(kernel),
    listPauses(kernel, 10),
    countArrived(kernel, since),
    sumTallies(kernel, since),
    countByRule(kernel, since),
  ]);
  return html(
    renderPage(
      <StaffConsole
        shell={shell(context)}
        title="Intake"
        flash={state.said === undefined ? undefined : { tone: 'good', text: state.said }}
      >
        {intakeTabs('policy')}
        <PauseSection
          pause={intake.pause}
          pauses={pauses}
          sent={state.pause}
          timeZone={kernel.config.operator.timeZone}
        />
        <IntakeNumbers days={LOOKS_BACK} arrived={arrived} tallies={tallies} rules={rules} />
        <BudgetsForm budgets={intake.budgets} sent={state.budgets} />
      </StaffConsole>,
    ),
    { status: state.budgets || state.pause ? 422 : 200 },
  );
}
