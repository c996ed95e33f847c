// What a participant does on its page: answers the embargo, says how far it is and whether it is affected, writes.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { participant } from '../../core/http/access.ts';
import { type Answer, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { say } from '../case-pages/participant.tsx';
import { readBody, readProposal } from '../case-pages/read-forms.ts';
import { loadCase, mustAgreeFirst } from '../cases/load-case.ts';
import { writeMessage } from '../cases/take-part.ts';
import { answerProposal, keepEmbargo, proposeEmbargo } from '../cases/talk-embargo.ts';
import { ownCase, showOwnCase } from './show.tsx';

const text = Type.Optional(Type.String());
const act = { method: 'POST', access: participant(), limit: 'change' } as const;
type PageContext = Pick<RouteContext<{ readonly id: string }>, 'kernel' | 'actor' | 'params'>;

export const actRoutes: readonly AnyRoute[] = [
  defineRoute({
    ...act,
    at: routes.coordination.embargo,
    summary: 'Keeps, proposes or answers an embargo.',
    body: Type.Object({ step: text, proposal: text, date: text, time: text, zone: text, reason: text }),
    handle: async context => {
      const { kernel, actor, body } = context;
      const id = ownCase(context);
      if (body.step === 'keep') {
        await keepEmbargo(kernel, actor, id);
        return backTo(context, 'about');
      }
      if (body.step === 'agree' || body.step === 'disagree') {
        await answerProposal(kernel, actor, id, { proposal: body.proposal ?? '', answer: body.step });
        return backTo(context, 'embargo');
      }
      const read = readProposal(body, kernel.clock.now());
      const fault = read.ok ? await proposeEmbargo(kernel, actor, id, read.value) : undefined;
      if (!read.ok || fault !== undefined)
        return showOwnCase(context, {
          form: 'propose',
          values: body,
          errors: read.ok ? { date: fault ?? '' } : read.errors,
        });
      return backTo(context, 'embargo');
    },
  }),
  defineRoute({
    ...act,
    at: routes.coordination.step,
    summary: 'Says how far the participant is.',
    body: Type.Object({ step: text, to: text }),
    handle: async context => saySomething(context, { step: 'progress', to: context.body.to }, 'embargo'),
  }),
  defineRoute({
    ...act,
    at: routes.coordination.status,
    summary: 'Says whether the participant is affected, or what it wants to be published.',
    body: Type.Object({
      step: text,
      vulnerability: text,
      status: text,
      justification: text,
      note: text,
      statement: text,
    }),
    handle: async context => saySomething(context, context.body, 'status'),
  }),
  defineRoute({
    ...act,
    at: routes.coordination.message,
    summary: 'Writes a message in a case.',
    body: Type.Object({ audience: text, vulnerability: text, text }),
    handle: async context => {
      const { kernel, actor, body } = context;
      const id = await openCaseOf(context);
      const read = readBody(body.text);
      if (!read.ok) return showOwnCase(context, { form: 'message', values: body, errors: read.errors });
      await writeMessage(kernel, actor, id, {
        audience: body.audience === 'private' ? 'private' : 'everyone',
        partner: null,
        vulnerability: body.vulnerability || null,
        body: read.value,
      });
      return backTo(context, 'messages');
    },
  }),
];

type ActContext = PageContext & Pick<RouteContext, 'request'>;

async function saySomething(
  context: ActContext,
  body: Readonly<Record<string, string | undefined>>,
  place: string,
): Promise<Answer> {
  const id = await openCaseOf(context);
  const said = await say(context, id, context.params.id, body);
  return said ? showOwnCase(context, said) : backTo(context, place);
}

/** The case, for whoever has promised silence where that is asked. */
async function openCaseOf(context: PageContext): Promise<string> {
  const id = ownCase(context);
  if (mustAgreeFirst(await loadCase(context.kernel, context.actor, id))) throw refuse('not_allowed', { case: id });
  return id;
}

const backTo = ({ params }: PageContext, place: string): Answer =>
  seeOther(`${href(routes.coordination.show, { id: params.id })}#${place}`);
