// The API in the shape of Bugcrowd's, so that connectors made for it read submissions unchanged.
import Type from 'typebox';
import { routes } from '../../../catalog/routes.ts';
import { refuse } from '../../../core/errors.ts';
import { withToken } from '../../../core/http/access.ts';
import type { Answer } from '../../../core/http/answer.ts';
import { defineRoute } from '../../../core/http/define-route.ts';
import { BUGCROWD } from '../../../core/http/negotiate.ts';
import type { Kernel } from '../../../core/kernel.ts';
import { type CurrentProgram, currentProgram, findTarget } from '../../../program/index.ts';
import { listEntries, listMessages } from '../../conversation-store.ts';
import { answerAsStaff } from '../../triage/answer-report.ts';
import {
  answerDocument,
  answerFaults,
  eachOnce,
  pickFields,
  type Resource,
  readInclude,
  readNames,
} from '../json-api.ts';
import { type ApiReport, countFitting, listReportPage } from '../report-list-store.ts';
import {
  activityResource,
  commentResource,
  programResource,
  submissionResource,
  targetResource,
  visibilityOf,
} from './submission-resource.ts';
import { lastTransitions, readByUuid } from './submission-store.ts';
import { uuidOf } from './submission-uuid.ts';

/** Nobody pages deeper by offset: narrow with filters, or use the cursors of `/api/v1`. */
const DEEPEST_OFFSET = 9900;
/** Counting stops here. */
const COUNT_CAP = 10_000;

const includes = [
  'monetary_rewards',
  'target',
  'program',
  'external_issues',
  'assignee',
  'researcher',
  'duplicate_of',
  'file_attachments',
] as const;

const answer = (document: object, status = 200): Answer =>
  answerDocument(document, { status, type: BUGCROWD, headers: { 'bugcrowd-version': '2021-10-28' } });

const shown = {
  include: Type.Optional(Type.String()),
  'fields[submission]': Type.Optional(Type.String()),
};

const list = defineRoute({
  method: 'GET',
  at: routes.reports.compatSubmissions,
  access: withToken('reports:read'),
  limit: 'apiRead',
  summary: 'Submissions, in pages by offset.',
  query: Type.Object({
    ...shown,
    'filter[duplicate]': Type.Optional(Type.Boolean()),
    'filter[program]': Type.Optional(Type.String()),
    'filter[target]': Type.Optional(Type.String()),
    'page[limit]': Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 25 })),
    'page[offset]': Type.Optional(Type.Integer({ minimum: 0, maximum: DEEPEST_OFFSET, default: 0 })),
    sort: Type.Optional(Type.String({ enum: ['submitted-desc', 'submitted-asc'] })),
  }),
  handle: async ({ kernel, actor, query, request }) => {
    const program = await currentProgram(kernel);
    const limit = query['page[limit]'] ?? 25;
    const offset = query['page[offset]'] ?? 0;
    const code = query['filter[program]'];
    const isOurs = code === undefined || code === program.handle || code === uuidOf(program.handle);
    const filter = {
      isDuplicate: query['filter[duplicate]'],
      targets: isOurs ? targetsNamed(program, query['filter[target]']) : [],
    };
    const order = query.sort === 'submitted-asc' ? 'submittedAt' : '-submittedAt';
    const [page, total] = await Promise.all([
      listReportPage(kernel, actor, { filter, order, place: { offset }, limit }),
      countFitting(kernel, actor, filter, COUNT_CAP),
    ]);
    // Connectors follow `next` until a page is empty, so the last one has it too.
    const next = new URLSearchParams(request.url.split('?')[1]);
    next.set('page[limit]', String(limit));
    next.set('page[offset]', String(offset + limit));
    return answer({
      ...(await documentOf(kernel, program, page.reports, query)),
      meta: { total_hits: total, count: page.reports.length },
      links: { self: `/submissions?${request.url.split('?')[1] ?? ''}`, next: `/submissions?${next}` },
    });
  },
});

const show = defineRoute({
  method: 'GET',
  at: routes.reports.compatSubmission,
  access: withToken('reports:read'),
  limit: 'apiRead',
  summary: 'One submission.',
  query: Type.Object(shown),
  handle: async ({ kernel, actor, params, query }) => {
    const report = await readByUuid(kernel, actor, params.id);
    const { data, ...rest } = await documentOf(kernel, await currentProgram(kernel), [report], query);
    return answer({ ...rest, data: data[0] });
  },
});

const programs = defineRoute({
  method: 'GET',
  at: routes.reports.compatPrograms,
  access: withToken('reports:read'),
  limit: 'apiRead',
  summary: 'The program.',
  handle: async ({ kernel }) => answer({ data: [programResource(await currentProgram(kernel))] }),
});

const targets = defineRoute({
  method: 'GET',
  at: routes.reports.compatTargets,
  access: withToken('reports:read'),
  limit: 'apiRead',
  summary: 'The targets of the program.',
  handle: async ({ kernel }) => answer({ data: (await currentProgram(kernel)).targets.map(targetResource) }),
});

const comments = defineRoute({
  method: 'GET',
  at: routes.reports.compatComments,
  access: withToken('reports:read'),
  limit: 'apiRead',
  summary: 'The comments of a submission.',
  handle: async ({ kernel, actor, params }) => {
    const { id } = await readByUuid(kernel, actor, params.id);
    return answer({ data: (await listMessages(kernel, actor, id)).map(message => commentResource(message, id)) });
  },
});

const activities = defineRoute({
  method: 'GET',
  at: routes.reports.compatActivities,
  access: withToken('reports:read'),
  limit: 'apiRead',
  summary: 'What happened to a submission.',
  handle: async ({ kernel, actor, params }) => {
    const { id } = await readByUuid(kernel, actor, params.id);
    return answer({ data: (await listEntries(kernel, actor, id)).map(entry => activityResource(entry, id)) });
  },
});

const comment = defineRoute({
  method: 'POST',
  at: routes.reports.compatComments,
  access: withToken('reports:write'),
  limit: 'change',
  summary: 'Adds a comment; bugcrowd_and_customer is an internal note, everyone a message to the reporter.',
  body: Type.Object({
    data: Type.Object({
      type: Type.Literal('comment'),
      attributes: Type.Object({
        body: Type.String(),
        visibility_scope: Type.Union(Object.values(visibilityOf).map(each => Type.Literal(each))),
      }),
    }),
  }),
  handle: async ({ kernel, actor, params, body }) => {
    const { id } = await readByUuid(kernel, actor, params.id);
    const { body: text, visibility_scope: scope } = body.data.attributes;
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
  },
});

export const bugcrowdRoutes = [list, show, programs, targets, comments, activities, comment];

/** Targets by name, UUID or id; a name that no target has fits nothing. */
const targetsNamed = ({ targets, retiredTargets }: CurrentProgram, named: string | undefined) =>
  named === undefined
    ? undefined
    : [...targets, ...retiredTargets]
        .filter(({ id, name }) => [id, name, uuidOf(id)].includes(named))
        .map(({ id }) => id);

async function documentOf(
  kernel: Kernel,
  program: CurrentProgram,
  reports: readonly ApiReport[],
  query: { readonly include?: string; readonly 'fields[submission]'?: string },
) {
  const include = readInclude(query.include, includes);
  const times = await lastTransitions(kernel, reports);
  const included: Resource[] = reports.flatMap(({ targetId }) => {
    const target = findTarget(program, targetId);
    return [
      ...(include.includes('program') ? [programResource(program)] : []),
      ...(include.includes('target') && target ? [targetResource(target)] : []),
    ];
  });
  return {
    data: reports.map(report =>
      pickFields(submissionResource(report, program, times.get(report.id)), readNames(query['fields[submission]'])),
    ),
    ...(include.length > 0 && { included: eachOnce(included) }),
  };
}
