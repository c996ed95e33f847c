// PATCH /api/v1/reports/:id, and the comments of a report.
import Type from 'typebox';
import { routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { withToken } from '../../core/http/access.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { readIfMatch } from '../../core/http/if-match.ts';
import { listMessages } from '../conversation-store.ts';
import { answerAsStaff } from '../triage/answer-report.ts';
import { changeReport } from './change-report.ts';
import { answerDocument, answerFaults } from './json-api.ts';
import { answerReport } from './read-reports.ts';
import { readApiReport } from './report-list-store.ts';
import { commentResource } from './report-resource.ts';

const word = () => Type.Optional(Type.String({ maxLength: 300 }));
const strict = { additionalProperties: false } as const;

/** The fields of a move, as the staff's form has them; days are `YYYY-MM-DD` in the program's time zone. */
const moveSchema = Type.Object(
  {
    kind: Type.String({ maxLength: 40, description: 'triage, ask, accept, mark_fixed, retest, close, reopen, …' }),
    closeReason: word(),
    text: Type.Optional(Type.String({ maxLength: 20_000, description: 'What the reporter reads.' })),
    dueAt: word(),
    fixOwner: word(),
    fixReference: Type.Optional(Type.String({ maxLength: 2000 })),
    outcome: word(),
    blockedOn: word(),
    blocker: word(),
    original: word(),
    riskOwner: word(),
    expiresAt: word(),
    scopeRule: word(),
    policyClause: word(),
    exploited: word(),
    unique: word(),
    issue: word(),
    issueNumber: word(),
  },
  strict,
);

const change = defineRoute({
  method: 'PATCH',
  at: routes.reports.apiReport,
  access: withToken('reports:write'),
  limit: 'change',
  summary: 'Changes assignee, priority or state of a report. Needs If-Match with the ETag that was read.',
  body: Type.Object({
    data: Type.Object(
      {
        type: Type.Literal('reports'),
        id: Type.String(),
        attributes: Type.Optional(
          Type.Object(
            {
              priority: Type.Optional(Type.Integer({ minimum: 1, maximum: 5 })),
              explanation: Type.Optional(Type.String({ maxLength: 20_000 })),
              taxonomyId: word(),
              targetId: word(),
              cvssVector: word(),
              exploited: word(),
              move: Type.Optional(moveSchema),
            },
            strict,
          ),
        ),
        relationships: Type.Optional(
          Type.Object(
            {
              assignee: Type.Optional(
                Type.Object(
                  {
                    data: Type.Union([
                      Type.Null(),
                      Type.Object({ type: Type.Literal('people'), id: Type.String({ maxLength: 60 }) }, strict),
                    ]),
                  },
                  strict,
                ),
              ),
            },
            strict,
          ),
        ),
      },
      strict,
    ),
  }),
  handle: async ({ kernel, actor, params, body, request }) => {
    const { id, attributes = {}, relationships } = body.data;
    // What the program may not see, it learns nothing of, whatever headers are missing.
    await readApiReport(kernel, actor, params.id);
    if (id !== params.id) throw refuse('conflict', { report: params.id });
    const ifMatch = readIfMatch(request);
    const { priority, explanation, taxonomyId, targetId, cvssVector, exploited, move } = attributes;
    const assessment = {
      ...(priority !== undefined && { priority: String(priority) }),
      ...(taxonomyId !== undefined && { taxonomy: taxonomyId }),
      ...(targetId !== undefined && { target: targetId }),
      ...(cvssVector !== undefined && { cvss: cvssVector }),
      ...(exploited !== undefined && { exploited }),
    };
    const outcome = await changeReport(kernel, actor, {
      id: params.id,
      ifMatch,
      wishes: {
        assignee: relationships?.assignee && (relationships.assignee.data?.id ?? null),
        assessment: Object.keys(assessment).length > 0 ? { ...assessment, explanation: explanation ?? '' } : undefined,
        moves: move && (() => [() => move]),
      },
    });
    if (!outcome.ok) return answerFaults('move_refused', outcome.faults);
    return answerReport(kernel, await readApiReport(kernel, actor, params.id));
  },
});

const listComments = defineRoute({
  method: 'GET',
  at: routes.reports.apiComments,
  access: withToken('reports:read'),
  limit: 'apiRead',
  summary: 'The conversation about a report, oldest first, internal notes included.',
  query: Type.Object({
    'page[size]': Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 25 })),
    'page[after]': Type.Optional(Type.String({ maxLength: 40, pattern: '^msg_[0-9a-z]{26}$' })),
  }),
  handle: async ({ kernel, actor, params, query, request }) => {
    await readApiReport(kernel, actor, params.id);
    const all = await listMessages(kernel, actor, params.id);
    const after = query['page[after]'];
    const begin = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
    if (after !== undefined && begin === 0) throw refuse('invalid_input', { parameter: 'page[after]' });
    const size = query['page[size]'] ?? 25;
    const shown = all.slice(begin, begin + size);
    const self = kernel.config.publicUrl + request.url;
    const last = begin + size < all.length ? shown.at(-1) : undefined;
    const next = last && new URL(self);
    next?.searchParams.set('page[after]', last?.id ?? '');
    return answerDocument({
      links: { self, next: next?.href ?? null },
      data: shown.map(message => commentResource(params.id, message)),
    });
  },
});

const comment = defineRoute({
  method: 'POST',
  at: routes.reports.apiComments,
  access: withToken('reports:write'),
  limit: 'change',
  summary: 'Adds a message to the reporter or an internal note. It is marked as automated.',
  body: Type.Object({
    data: Type.Object(
      {
        type: Type.Literal('comments'),
        attributes: Type.Object(
          {
            body: Type.String(),
            audience: Type.Union([Type.Literal('reporter'), Type.Literal('internal')]),
            isMeant: Type.Optional(
              Type.Boolean({ description: 'Sends a message to the reporter although it looks like an internal note.' }),
            ),
          },
          strict,
        ),
      },
      strict,
    ),
  }),
  handle: async ({ kernel, actor, params, body }) => {
    const { body: text, audience, isMeant = false } = body.data.attributes;
    const outcome = await answerAsStaff(kernel, actor, { id: params.id, audience, text, isMeant });
    if (!outcome.ok) {
      const details = 'fault' in outcome ? [outcome.fault] : outcome.doubts;
      return answerFaults(
        'move_refused',
        details.map(detail => ({ pointer: '/data/attributes/body', detail })),
      );
    }
    const said = (await listMessages(kernel, actor, params.id)).find(({ id }) => id === outcome.message);
    if (!said) throw refuse('not_found');
    return answerDocument({ data: commentResource(params.id, said) }, { status: 201 });
  },
});

export const writeRoutes = [change, listComments, comment];
