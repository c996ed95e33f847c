// Documents of the Bugcrowd-shaped API: submissions with what is included, under its media type and version.
import type { Answer } from '../../../core/http/answer.ts';
import { BUGCROWD } from '../../../core/http/negotiate.ts';
import type { Kernel } from '../../../core/kernel.ts';
import { type CurrentProgram, findTarget } from '../../../program/index.ts';
import { answerDocument, eachOnce, pickFields, type Resource, readInclude, readNames } from '../json-api.ts';
import type { ApiReport } from '../report-list-store.ts';
import { programResource, submissionResource, targetResource } from './submission-resource.ts';
import { lastTransitions } from './submission-store.ts';

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

/** Answers as the version does that connectors were made for. */
export const answer = (document: object, status = 200): Answer =>
  answerDocument(document, { status, type: BUGCROWD, headers: { 'bugcrowd-version': '2021-10-28' } });

/** Submissions with what the query asks to include, and only the fields that it names. */
export async function documentOf(
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
