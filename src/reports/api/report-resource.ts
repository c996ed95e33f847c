// A report, and what hangs on it, as resources of JSON:API. The reporter's address is in none of them.
import { href, routes } from '../../catalog/routes.ts';
import type { CurrentProgram } from '../../program/index.ts';
import { findTarget } from '../../program/index.ts';
import type { ReportMessage } from '../conversation-store.ts';
import type { Identifier, Resource } from './json-api.ts';
import type { ApiReport } from './report-list-store.ts';

/** The report itself. `publicUrl` stands before every link. */
export function reportResource(report: ApiReport, publicUrl: string): Resource {
  const { content, snapshot } = report;
  const self = publicUrl + href(routes.reports.apiReport, { id: report.id });
  return {
    type: 'reports',
    id: report.id,
    attributes: {
      number: report.number,
      state: report.state,
      closeReason: report.closeReason,
      title: report.title,
      targetName: content.target.typed,
      location: content.location,
      description: content.description,
      steps: content.steps,
      impact: content.impact,
      claims: content.claims ?? [],
      files: content.files,
      taxonomyId: report.taxonomyId,
      taxonomyVersion: report.taxonomyVersion,
      priority: report.priority,
      cvssVector: report.cvssVector,
      cvssScore: report.cvssScore,
      exploited: report.exploited,
      scopeVerdict: report.scopeVerdict,
      source: report.source,
      aiAssistance: report.aiAssistance,
      credit: report.credit,
      fixReference: snapshot.fixReference,
      submittedAt: report.submittedAt.toISOString(),
      changedAt: report.changedAt.toISOString(),
      answeredAt: report.answeredAt?.toISOString() ?? null,
      decidedAt: report.decidedAt?.toISOString() ?? null,
      fixedAt: report.fixedAt?.toISOString() ?? null,
      endedAt: report.endedAt?.toISOString() ?? null,
      dueAt: report.dueAt?.toISOString() ?? null,
      revision: report.revision,
    },
    relationships: {
      target: { data: identifier('targets', report.targetId) },
      assignee: { data: identifier('people', report.assignee) },
      reporter: { data: identifier('people', report.reporter) },
      comments: { links: { related: publicUrl + href(routes.reports.apiComments, { id: report.id }) } },
    },
    links: { self, page: publicUrl + href(routes.reports.triage, { id: report.id }) },
  };
}

const identifier = (type: string, id: string | null): Identifier | null => (id === null ? null : { type, id });

/** What of a report can be included. */
export const reportIncludes = ['target', 'assignee', 'reporter'] as const;
export type ReportInclude = (typeof reportIncludes)[number];

/** The resources that the named relationships of these reports lead to. */
export function includedResources(
  reports: readonly ApiReport[],
  include: readonly ReportInclude[],
  program: CurrentProgram,
  names: ReadonlyMap<string, string>,
): Resource[] {
  return reports.flatMap(report =>
    include.flatMap(name => {
      if (name !== 'target') return personResource(report[name], names);
      const target = findTarget(program, report.targetId);
      if (!target) return [];
      const { id, name: label, category } = target;
      return [{ type: 'targets', id, attributes: { name: label, category } }];
    }),
  );
}

const personResource = (id: string | null, names: ReadonlyMap<string, string>): Resource[] =>
  id === null ? [] : [{ type: 'people', id, attributes: { name: names.get(id) ?? null } }];

/** A message or note. */
export const commentResource = (report: string, message: ReportMessage): Resource => ({
  type: 'comments',
  id: message.id,
  attributes: {
    body: message.body,
    audience: message.audience,
    role: message.role,
    isAutomated: message.isAutomated,
    createdAt: message.at.toISOString(),
  },
  relationships: {
    report: { data: { type: 'reports', id: report } },
    author: { data: message.author.startsWith('per_') ? { type: 'people', id: message.author } : null },
  },
});
