// What connectors write in Bugcrowd's shape: states and judgement of a submission, and comments.
import Type from 'typebox';
import { listStaff } from '../../../accounts/index.ts';
import { routes } from '../../../catalog/routes.ts';
import { type Actor, actorId } from '../../../core/actor.ts';
import { HOUR } from '../../../core/clock.ts';
import { refuse } from '../../../core/errors.ts';
import { withToken } from '../../../core/http/access.ts';
import { defineRoute } from '../../../core/http/define-route.ts';
import { readIfMatchIfSent } from '../../../core/http/if-match.ts';
import { BUGCROWD } from '../../../core/http/negotiate.ts';
import type { Kernel } from '../../../core/kernel.ts';
import { currentProgram } from '../../../program/index.ts';
import { listMessages } from '../../conversation-store.ts';
import { answerAsStaff } from '../../triage/answer-report.ts';
import { changeReport } from '../change-report.ts';
import { answerFaults, type Fault } from '../json-api.ts';
import { answer, documentOf } from './submission-document.ts';
import { movesTo, STATE, submissionStates, type Wanted } from './submission-moves.ts';
import { commentResource, visibilityOf } from './submission-resource.ts';
import { readByUuid } from './submission-store.ts';
import { uuidOf } from './submission-uuid.ts';

/** Connectors that comment before they change the state have said why: what was said this lately counts. */
const JUST_NOW = HOUR;

const strict = { additionalProperties: false } as const;
const word = (description: string) => Type.Optional(Type.String({ maxLength: 300, description }));
const to = (type: string) => Type.Object({ type: Type.Literal(type), id: Type.String({ maxLength: 36 }) }, strict);

const change = defineRoute({
  method: 'PATCH',
  at: routes.reports.compatSubmission,
  access: withToken('reports:write'),
  limit: 'change',
  summary: 'Changes state, severity, kind or assignee of a submission, as far as the rules of a report allow.',
  body: Type.Object({
    data: Type.Object(
      {
        type: Type.Literal('submission'),
        id: Type.Optional(Type.String({ maxLength: 36 })),
        attributes: Type.Optional(
          Type.Object(
            {
              state: Type.Optional(Type.String({ enum: [...submissionStates] })),
              duplicate: Type.Optional(Type.Boolean({ description: 'true needs the relationship duplicate_of.' })),
              severity: Type.Optional(Type.Integer({ minimum: 1, maximum: 5 })),
              vrt_id: word('A kind of vulnerability, as the program lists them.'),
            },
            strict,
          ),
        ),
        relationships: Type.Optional(
          Type.Object(
            {
              assignee: Type.Optional(Type.Object({ data: Type.Union([Type.Null(), to('identity')]) }, strict)),
              duplicate_of: Type.Optional(Type.Object({ data: to('submission') }, strict)),
            },
            strict,
          ),
        ),
        meta: Type.Optional(
          Type.Object(
            {
              comment: Type.Optional(
                Type.String({
                  maxLength: 20_000,
                  description: 'Why; the reporter reads it. Else the newest comment for everyone counts.',
                }),
              ),
              due: word('YYYY-MM-DD: when it will be fixed, or until when a risk is accepted.'),
              fix: Type.Optional(Type.String({ maxLength: 2000, description: 'Where the fix is.' })),
              scope_rule: word('The rule that says that it is out of scope.'),
            },
            { ...strict, description: 'Ours: what a change needs and the shape has no place for.' },
          ),
        ),
      },
      strict,
    ),
  }),
  handle: async ({ kernel, actor, params, body, request }) => {
    const report = await readByUuid(kernel, actor, params.id);
    const { id, attributes = {}, relationships = {}, meta = {} } = body.data;
    if (id !== undefined && id.toLowerCase() !== uuidOf(report.id)) throw refuse('conflict', { report: report.id });
    const assignee = await assigneeMeant(kernel, relationships.assignee?.data);
    if (assignee !== undefined && assignee !== null && typeof assignee !== 'string')
      return answerFaults('move_refused', [assignee], BUGCROWD);
    const of = relationships.duplicate_of?.data.id;
    const isDuplicate = attributes.duplicate === true || of !== undefined;
    const state: Wanted['state'] | undefined = isDuplicate
      ? 'duplicate'
      : submissionStates.find(each => each === attributes.state);
    const program = await currentProgram(kernel);
    const words = meta.comment ?? (await lastWords(kernel, actor, report.id));
    const wanted: Wanted | undefined = state && {
      state,
      words,
      original: of === undefined ? '' : (await readByUuid(kernel, actor, of)).number,
      owner: actorId(actor),
      due: meta.due ?? '',
      fix: meta.fix ?? '',
      scopeRule: meta.scope_rule ?? '',
      timeZone: program.calendar.timeZone,
    };
    const assessment = {
      ...(attributes.severity !== undefined && { priority: String(attributes.severity) }),
      ...(attributes.vrt_id !== undefined && { taxonomy: attributes.vrt_id }),
    };
    const outcome = await changeReport(kernel, actor, {
      id: report.id,
      ifMatch: readIfMatchIfSent(request),
      wishes: {
        assignee,
        assessment: Object.keys(assessment).length > 0 ? { ...assessment, explanation: words } : undefined,
        moves: wanted && (now => movesTo(now, wanted)),
      },
    });
    if (!outcome.ok) return answerFaults('move_refused', outcome.faults.map(inThisShape), BUGCROWD);
    const { data } = await documentOf(kernel, program, [await readByUuid(kernel, actor, params.id)], {});
    return answer({ data: data[0] });
  },
});

/** A person's id, `null` for nobody, undefined for no change; a fault when no member of staff is meant. */
async function assigneeMeant(
  kernel: Kernel,
  data: { readonly id: string } | null | undefined,
): Promise<string | null | undefined | Fault> {
  if (data === null || data === undefined) return data;
  const staff = await listStaff(kernel, 'report.triage');
  const meant = staff.find(({ id }) => uuidOf(id) === data.id.toLowerCase());
  return meant?.id ?? { pointer: '/data/relationships/assignee', detail: 'Nobody who works on reports has this id.' };
}

/** What the actor told the reporter last, if that was just now. */
async function lastWords(kernel: Kernel, actor: Actor, report: string): Promise<string> {
  const since = kernel.clock.now().getTime() - JUST_NOW;
  const said = (await listMessages(kernel, actor, report)).filter(
    ({ audience, author, at }) => audience === 'reporter' && author === actorId(actor) && at.getTime() >= since,
  );
  return said.at(-1)?.body ?? '';
}

/** Where the fields of our forms are in a document of this shape. */
const places: Readonly<Record<string, string>> = {
  priority: '/data/attributes/severity',
  taxonomy: '/data/attributes/vrt_id',
  'move/original': '/data/relationships/duplicate_of',
  'move/dueAt': '/data/meta/due',
  'move/expiresAt': '/data/meta/due',
  'move/fixReference': '/data/meta/fix',
  'move/scopeRule': '/data/meta/scope_rule',
  'move/text': '/data/meta/comment',
  explanation: '/data/meta/comment',
};

function inThisShape({ pointer, detail }: Fault): Fault {
  const field = pointer.replace('/data/attributes/', '');
  const place = places[field];
  if (place === undefined) return { pointer: field.startsWith('move') ? STATE : pointer, detail };
  const advice = ' Add a comment for everyone first, or send meta.comment.';
  return { pointer: place, detail: place.endsWith('comment') ? detail + advice : detail };
}

const scopes = () => Type.Union(Object.values(visibilityOf).map(each => Type.Literal(each)));
const commentAttributes = () => Type.Object({ body: Type.String(), visibility_scope: scopes() });

const comment = defineRoute({
  method: 'POST',
  at: routes.reports.compatComments,
  access: withToken('reports:write'),
  limit: 'change',
  summary: 'Adds a comment; bugcrowd_and_customer is an internal note, everyone a message to the reporter.',
  body: Type.Object({ data: Type.Object({ type: Type.Literal('comment'), attributes: commentAttributes() }) }),
  handle: ({ kernel, actor, params, body }) => addComment(kernel, actor, params.id, body.data.attributes),
});

const commentOn = defineRoute({
  method: 'POST',
  at: routes.reports.compatNewComment,
  access: withToken('reports:write'),
  limit: 'change',
  summary: 'Adds a comment to the submission that its relationship names.',
  body: Type.Object({
    data: Type.Object({
      type: Type.Literal('comment'),
      attributes: commentAttributes(),
      relationships: Type.Object({ submission: Type.Object({ data: to('submission') }) }),
    }),
  }),
  handle: ({ kernel, actor, body }) =>
    addComment(kernel, actor, body.data.relationships.submission.data.id, body.data.attributes),
});

async function addComment(
  kernel: Kernel,
  actor: Actor,
  submission: string,
  { body: text, visibility_scope: scope }: { readonly body: string; readonly visibility_scope: string },
) {
  const { id } = await readByUuid(kernel, actor, submission);
  const audience = scope === visibilityOf.internal ? 'internal' : 'reporter';
  const outcome = await answerAsStaff(kernel, actor, { id, audience, text, isMeant: false });
  if (!outcome.ok) {
    const details = 'fault' in outcome ? [outcome.fault] : outcome.doubts;
    const faults = details.map(detail => ({ pointer: '/data/attributes/body', detail }));
    return answerFaults('move_refused', faults, BUGCROWD);
  }
  const said = (await listMessages(kernel, actor, id)).find(each => each.id === outcome.message);
  if (!said) throw refuse('not_found');
  return answer({ data: commentResource(said, id) }, 201);
}

export const bugcrowdWrites = [change, comment, commentOn];
