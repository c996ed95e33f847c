// What staff does on the page of a report: move it, judge it, give it to somebody, write.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { isRefusal } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { calculatorFields, isCalculatorIntent, turnCalculator } from '../../program/index.ts';
import { repliesFor } from '../replies/fill-replies.ts';
import { withReply } from '../replies/reply-picker.tsx';
import { readReport } from '../report-store.ts';
import { answerAsStaff } from '../triage/answer-report.ts';
import { assessReport } from '../triage/assess-report.ts';
import type { Fields } from '../triage/assessment-form.ts';
import { assignReport } from '../triage/assign-report.ts';
import type { CaseState } from '../triage/case-state.ts';
import { fieldOfRefusal, formNameOf, readMoveKind } from '../triage/move-form.ts';
import { moveAsStaff } from '../triage/move-report.ts';
import { showCase } from './triage.tsx';

const text = Type.Optional(Type.String());

export const triageActRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'POST',
    at: routes.reports.move,
    access: staff('report.triage'),
    limit: 'change',
    summary: 'Moves a report on.',
    body: Type.Object({
      revision: text,
      kind: text,
      closeReason: text,
      text,
      unique: text,
      exploited: text,
      incident: text,
      personalData: text,
      digitalProduct: text,
      essentialEntity: text,
      blockedOn: text,
      blocker: text,
      dueAt: text,
      fixOwner: text,
      fixReference: text,
      outcome: text,
      original: text,
      issue: text,
      issueNumber: text,
      riskOwner: text,
      expiresAt: text,
      scopeRule: text,
      policyClause: text,
      reply: text,
      insert: text,
    }),
    handle: async context => {
      const { kernel, actor, params, body: fields } = context;
      const kind = readMoveKind(fields);
      const state = { form: kind === null ? 'move' : formNameOf(kind), fields };
      if (fields.insert !== undefined) return showWithReply(context, state);
      return unlessOvertaken(context, state, async () => {
        const outcome = await moveAsStaff(kernel, actor, {
          id: params.id,
          revision: numberOf(fields.revision),
          fields,
          asksDuties: true,
        });
        if (outcome.ok) return null;
        if ('errors' in outcome) return { ...state, errors: outcome.errors };
        const { code, sentence } = outcome.refused;
        return { ...state, errors: { [fieldOfRefusal(code)]: sentence } };
      });
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.assess,
    access: staff('report.triage'),
    limit: 'change',
    summary: 'Judges how severe a report is.',
    body: Type.Object({
      revision: text,
      target: text,
      taxonomy: text,
      cvss: text,
      priority: text,
      explanation: text,
      exploited: text,
      intent: text,
      ...Object.fromEntries(calculatorFields.map(name => [name, text])),
    }),
    handle: async context => {
      const { kernel, actor, params } = context;
      // Every field of the schema is a text.
      const fields = context.body as Fields;
      const intent = fields['intent'] ?? '';
      const state = { form: 'assess', fields };
      if (isCalculatorIntent(intent) || intent === 'score') {
        const turned = intent === 'score' ? fields : turnCalculator(fields, 'cvss', intent);
        return showCase(context, await readReport(kernel, actor, params.id), { ...state, fields: turned });
      }
      return unlessOvertaken(context, state, async () => {
        const outcome = await assessReport(kernel, actor, {
          id: params.id,
          revision: numberOf(fields['revision']),
          fields,
        });
        return outcome.ok ? null : { ...state, errors: outcome.errors };
      });
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.assign,
    access: staff('report.triage'),
    limit: 'change',
    summary: 'Gives a report to somebody, or back to the queue.',
    body: Type.Object({ revision: text, assignee: text }),
    handle: async context => {
      const { kernel, actor, params, body } = context;
      const assignee = body.assignee?.trim() || null;
      return unlessOvertaken(context, { form: 'assign' }, async () => {
        await assignReport(kernel, actor, { id: params.id, revision: numberOf(body.revision), assignee });
        return null;
      });
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.message,
    access: staff('report.triage'),
    limit: 'change',
    summary: 'Writes to the reporter, or a note that stays inside.',
    body: Type.Object({ audience: text, text, meant: text, reply: text, insert: text }),
    handle: async context => {
      const { kernel, actor, params, body } = context;
      const { id } = params;
      const isNote = body.audience !== 'reporter';
      const state: CaseState = { form: isNote ? 'note' : 'message', fields: { text: body.text } };
      if (body.insert !== undefined) return showWithReply(context, { ...state, fields: body });
      const outcome = await answerAsStaff(kernel, actor, {
        id,
        // Whatever doesn't say clearly that the reporter may see it stays inside.
        audience: isNote ? 'internal' : 'reporter',
        text: body.text ?? '',
        isMeant: body.meant === 'yes',
      });
      if (outcome.ok) return seeOther(`${href(routes.reports.triage, { id })}#messages`);
      const report = await readReport(kernel, actor, id);
      if ('doubts' in outcome) return showCase(context, report, { ...state, doubts: outcome.doubts });
      return showCase(context, report, { ...state, errors: { text: outcome.fault } });
    },
  }),
];

type ActContext = Pick<RouteContext, 'kernel' | 'actor' | 'request' | 'panels'> & {
  readonly params: { readonly id: string };
};

/** Runs a change: done, back to the page; refused or overtaken, the page with what was typed. */
async function unlessOvertaken(
  context: ActContext,
  state: CaseState,
  change: () => Promise<CaseState | null>,
): Promise<Answer> {
  const { kernel, actor, params } = context;
  try {
    const refused = await change();
    if (refused === null) return seeOther(href(routes.reports.triage, params));
    return showCase(context, await readReport(kernel, actor, params.id), refused);
  } catch (error) {
    if (!isRefusal(error, 'conflict')) throw error;
    return showCase(context, await readReport(kernel, actor, params.id), { ...state, isOvertaken: true });
  }
}

/** The page again with the chosen reply put into the form; nothing else has happened. */
async function showWithReply(context: ActContext, state: CaseState): Promise<Answer> {
  const { kernel, actor, params } = context;
  const report = await readReport(kernel, actor, params.id);
  const text = withReply(await repliesFor(kernel, actor, report), state.fields ?? {});
  return showCase(context, report, { ...state, fields: { ...state.fields, text } });
}

/** A revision that no report has, when the form carries none. */
const numberOf = (typed: string | undefined): number =>
  typed !== undefined && /^\d{1,9}$/.test(typed) ? Number(typed) : -1;
