// The API in the shape of Bugcrowd's, so that connectors made for it read submissions unchanged.
import Type from 'typebox';
import { routes } from '../../../catalog/routes.ts';
import { withToken } from '../../../core/http/access.ts';
import { defineRoute } from '../../../core/http/define-route.ts';
import { type CurrentProgram, currentProgram } from '../../../program/index.ts';
import { listEntries, listMessages } from '../../conversation-store.ts';
import { countFitting, listReportPage } from '../report-list-store.ts';
import { answer, documentOf } from './submission-document.ts';
import { activityResource, commentResource, programResource, targetResource } from './submission-resource.ts';
import { readByUuid } from './submission-store.ts';
import { uuidOf } from './submission-uuid.ts';
import { bugcrowdWrites } from './write-submissions.ts';

/** Nobody pages deeper by offset: narrow with filters, or use the cursors of `/api/v1`. */
const DEEPEST_OFFSET = 9900;
/** Counting stops here. */
const COUNT_CAP = 10_000;

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

export const bugcrowdRoutes = [list, show, programs, targets, comments, activities, ...bugcrowdWrites];

/** Targets by name, UUID or id; a name that no target has fits nothing. */
const targetsNamed = ({ targets, retiredTargets }: CurrentProgram, named: string | undefined) =>
  named === undefined
    ? undefined
    : [...targets, ...retiredTargets]
        .filter(({ id, name }) => [id, name, uuidOf(id)].includes(named))
        .map(({ id }) => id);
