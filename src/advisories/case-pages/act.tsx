// What staff does on the page of a case: invites, writes, talks about the embargo, adds vulnerabilities.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import type { MessageAudience } from '../cases/case-record.ts';
import { readCase } from '../cases/case-store.ts';
import { addVulnerability } from '../cases/edit-case.ts';
import { inviteParticipant } from '../cases/invite-participant.ts';
import { writeMessage } from '../cases/take-part.ts';
import { answerProposal, proposeEmbargo } from '../cases/talk-embargo.ts';
import { readBody, readParticipant, readProposal, readVulnerability } from './read-forms.ts';
import { showCase } from './show.tsx';

const text = Type.Optional(Type.String());
const manage = { access: staff('case.manage'), limit: 'change' } as const;

export const actRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'POST',
    at: routes.cases.invite,
    ...manage,
    summary: 'Mails somebody an invitation to a case.',
    body: Type.Object({ name: text, email: text, role: Type.Optional(Type.Array(Type.String())) }),
    handle: async context => {
      const { kernel, actor, body } = context;
      const { id } = context.params;
      await readCase(kernel, actor, id);
      const { role = [], ...values } = body;
      const read = readParticipant(values, role);
      const errors = !read.ok
        ? read.errors
        : (await inviteParticipant(kernel, actor, id, read.value)) === undefined
          ? { email: 'This address takes part already. Send it a new link from its page instead.' }
          : undefined;
      return errors ? showCase(context, id, { form: 'invite', values, errors }) : backTo(id, 'parties');
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.cases.addVulnerability,
    ...manage,
    summary: 'Adds a vulnerability to a case.',
    body: Type.Object({ title: text, summary: text, cve: text }),
    handle: async context => {
      const { kernel, actor, body } = context;
      const { id } = context.params;
      await readCase(kernel, actor, id);
      const read = readVulnerability(body);
      if (!read.ok) return showCase(context, id, { form: 'vulnerability', values: body, errors: read.errors });
      await addVulnerability(kernel, actor, id, read.value);
      return backTo(id, 'about');
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.cases.message,
    ...manage,
    summary: 'Writes a message in a case.',
    body: Type.Object({ audience: text, partner: text, vulnerability: text, text }),
    handle: async context => {
      const { kernel, actor, body } = context;
      const { id } = context.params;
      await readCase(kernel, actor, id);
      const audience = (['everyone', 'private', 'internal'] as const).find(one => one === body.audience);
      const read = readBody(body.text);
      const errors = {
        ...(read.ok ? {} : read.errors),
        ...(audience === undefined && { audience: 'Choose who reads it.' }),
        ...(audience === 'private' && !body.partner && { partner: 'Choose the party that shall read it.' }),
      };
      if (!read.ok || Object.keys(errors).length > 0)
        return showCase(context, id, { form: 'message', values: body, errors });
      await writeMessage(kernel, actor, id, {
        // Checked above: without an audience there is an error.
        audience: audience as MessageAudience,
        partner: body.partner || null,
        vulnerability: body.vulnerability || null,
        body: read.value,
      });
      return backTo(id, 'messages');
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.cases.embargo,
    ...manage,
    summary: 'Proposes an embargo, or answers a proposal.',
    body: Type.Object({ step: text, proposal: text, date: text, time: text, zone: text, reason: text }),
    handle: async context => {
      const { kernel, actor, body } = context;
      const { id } = context.params;
      await readCase(kernel, actor, id);
      if (body.step === 'agree' || body.step === 'disagree') {
        await answerProposal(kernel, actor, id, { proposal: body.proposal ?? '', answer: body.step });
        return backTo(id, 'embargo');
      }
      const read = readProposal(body, kernel.clock.now());
      const errors = read.ok ? undefined : read.errors;
      const fault = read.ok ? await proposeEmbargo(kernel, actor, id, read.value) : undefined;
      if (errors || fault !== undefined)
        return showCase(context, id, { form: 'propose', values: body, errors: errors ?? { date: fault ?? '' } });
      return backTo(id, 'embargo');
    },
  }),
];

const backTo = (id: string, place: string): Answer => seeOther(`${href(routes.cases.show, { id })}#${place}`);
