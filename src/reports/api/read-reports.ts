// GET /api/v1/reports and GET /api/v1/reports/:id.
import Type from 'typebox';
import { personNames } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { withToken } from '../../core/http/access.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { answerWithEtag, etagOf } from '../../core/http/if-match.ts';
import type { Kernel } from '../../core/kernel.ts';
import { currentProgram } from '../../program/index.ts';
import { reportSources } from '../queue/queue-query.ts';
import { reportStates } from '../report-snapshot.ts';
import { answerDocument, eachOnce, pickFields, type Resource, readInclude, readNames } from './json-api.ts';
import { type ApiReport, listReportPage, type ReportFilter, readApiReport, reportOrders } from './report-list-store.ts';
import { includedResources, type ReportInclude, reportIncludes, reportResource } from './report-resource.ts';

const fields = {
  include: Type.Optional(Type.String({ description: `Of ${reportIncludes.join(', ')}; separated by commas.` })),
  'fields[reports]': Type.Optional(Type.String({ description: 'Attributes and relationships to leave in.' })),
  'fields[targets]': Type.Optional(Type.String()),
  'fields[people]': Type.Optional(Type.String()),
};
type Fields = { readonly [Name in keyof typeof fields]?: string };

const list = defineRoute({
  method: 'GET',
  at: routes.reports.apiReports,
  access: withToken('reports:read'),
  limit: 'apiRead',
  summary: 'Reports by filters, in pages by cursor.',
  query: Type.Object({
    ...fields,
    sort: Type.Optional(Type.String({ enum: [...reportOrders] })),
    'page[size]': Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 25 })),
    'page[after]': Type.Optional(Type.String({ maxLength: 300, description: 'From links.next of the page before.' })),
    'filter[number]': Type.Optional(Type.String({ maxLength: 40 })),
    'filter[state]': Type.Optional(Type.String({ description: 'One or several, separated by commas.' })),
    'filter[priority]': Type.Optional(Type.String({ pattern: '^[1-5](?:,[1-5])*$' })),
    'filter[target]': Type.Optional(Type.String({ maxLength: 600 })),
    'filter[assignee]': Type.Optional(Type.String({ maxLength: 60, description: 'A person’s id, or nobody.' })),
    'filter[source]': Type.Optional(Type.String()),
    'filter[duplicate]': Type.Optional(Type.Boolean()),
    'filter[changedSince]': Type.Optional(Type.String({ format: 'date-time' })),
  }),
  handle: async ({ kernel, actor, query, request }) => {
    const order = reportOrders.find(each => each === query.sort) ?? '-submittedAt';
    const limit = query['page[size]'] ?? 25;
    const place = { after: query['page[after]'] };
    const include = readInclude(query.include, reportIncludes);
    const page = await listReportPage(kernel, actor, { filter: readFilter(query), order, place, limit });
    const { publicUrl } = kernel.config;
    const self = publicUrl + request.url;
    const next = page.next === undefined ? null : new URL(self);
    next?.searchParams.set('page[after]', page.next ?? '');
    return answerDocument({
      links: { self, next: next?.href ?? null },
      data: page.reports.map(report =>
        pickFields(reportResource(report, publicUrl), readNames(query['fields[reports]'])),
      ),
      ...(include.length > 0 && { included: await loadIncluded(kernel, page.reports, include, query) }),
    });
  },
});

const show = defineRoute({
  method: 'GET',
  at: routes.reports.apiReport,
  access: withToken('reports:read'),
  limit: 'apiRead',
  summary: 'One report. Its ETag goes into If-Match of a change.',
  query: Type.Object(fields),
  handle: async ({ kernel, actor, params, query, request }) => {
    const include = readInclude(query.include, reportIncludes);
    const report = await readApiReport(kernel, actor, params.id);
    const answer = await answerReport(kernel, report, include, query);
    // What is included changes by itself, so only the report alone can be the one that the client has.
    return include.length > 0 ? answer : answerWithEtag(request, etagOf(report), answer);
  },
});

export const readRoutes = [list, show];

/** Answers with one report and its ETag. */
export async function answerReport(
  kernel: Kernel,
  report: ApiReport,
  include: readonly ReportInclude[] = [],
  query: Fields = {},
) {
  const { publicUrl } = kernel.config;
  return answerDocument(
    {
      links: { self: publicUrl + href(routes.reports.apiReport, { id: report.id }) },
      data: pickFields(reportResource(report, publicUrl), readNames(query['fields[reports]'])),
      ...(include.length > 0 && { included: await loadIncluded(kernel, [report], include, query) }),
    },
    { headers: { etag: etagOf(report) } },
  );
}

async function loadIncluded(
  kernel: Kernel,
  reports: readonly ApiReport[],
  include: readonly ReportInclude[],
  query: Fields,
): Promise<Resource[]> {
  const people = reports.flatMap(({ assignee, reporter }) => [assignee, reporter]).filter(id => id !== null);
  const [program, names] = await Promise.all([currentProgram(kernel), personNames(kernel, [...new Set(people)])]);
  return eachOnce(includedResources(reports, include, program, names)).map(resource =>
    pickFields(resource, readNames(resource.type === 'targets' ? query['fields[targets]'] : query['fields[people]'])),
  );
}

type FilterQuery = {
  readonly 'filter[number]'?: string;
  readonly 'filter[state]'?: string;
  readonly 'filter[priority]'?: string;
  readonly 'filter[target]'?: string;
  readonly 'filter[assignee]'?: string;
  readonly 'filter[source]'?: string;
  readonly 'filter[duplicate]'?: boolean;
  readonly 'filter[changedSince]'?: string;
};

function readFilter(query: FilterQuery): ReportFilter {
  const among = (name: 'filter[state]' | 'filter[source]', known: readonly string[]): string[] | undefined => {
    const names = readNames(query[name]);
    if (names?.some(each => !known.includes(each)) || names?.length === 0)
      throw refuse('invalid_input', { parameter: name });
    return names;
  };
  const assignee = query['filter[assignee]'];
  const since = query['filter[changedSince]'];
  return {
    number: query['filter[number]'],
    states: among('filter[state]', reportStates),
    sources: among('filter[source]', reportSources),
    priorities: readNames(query['filter[priority]'])?.map(Number),
    targets: readNames(query['filter[target]']),
    assignee: assignee === 'nobody' ? null : assignee,
    isDuplicate: query['filter[duplicate]'],
    changedSince: since === undefined ? undefined : new Date(since),
  };
}
