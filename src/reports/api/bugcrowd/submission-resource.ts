// Reports as Bugcrowd's submissions: the attributes and relationships that its API has, no more and no fewer.
import type { CurrentProgram, Target } from '../../../program/index.ts';
import type { ReportMessage, TimelineEntry } from '../../conversation-store.ts';
import { nameState, type StateName, stateMapping, stateNames } from '../../report-state-mapping.ts';
import type { Resource } from '../json-api.ts';
import type { ApiReport } from '../report-list-store.ts';
import { uuidOf } from './submission-uuid.ts';

type Transitions = ReadonlyMap<StateName, Date> | undefined;

/** States that connectors know. What is valid and stays unfixed is informational to them: some stop at `wont_fix`. */
const wireState = (name: StateName): string => {
  const { state } = stateMapping[name].bugcrowd;
  return state === 'wont_fix' ? 'informational' : state;
};

const timed = [
  'informational',
  'not_applicable',
  'not_reproducible',
  'out_of_scope',
  'resolved',
  'triaged',
  'unresolved',
] as const;

/** One submission; links are paths under the API's base, as Bugcrowd has them. */
export function submissionResource(report: ApiReport, program: CurrentProgram, transitions: Transitions): Resource {
  const name = nameState(report.state, report.closeReason) ?? 'new';
  const { content, snapshot } = report;
  const lastInto = (state: string): string | null =>
    stateNames
      .filter(each => wireState(each) === state)
      .map(each => transitions?.get(each)?.toISOString() ?? '')
      .sort()
      .at(-1) || null;
  const { original } = snapshot;
  const many = { data: [] };
  return {
    type: 'submission',
    id: uuidOf(report.id),
    attributes: {
      bug_url: content.location,
      custom_fields: {},
      description: [content.description, content.steps, content.impact].filter(text => text !== '').join('\n\n'),
      duplicate: stateMapping[name].bugcrowd.duplicate,
      extra_info: report.number,
      http_request: '',
      ...Object.fromEntries(timed.map(state => [`last_transitioned_to_${state}_at`, lastInto(state)])),
      remediation_advice: '',
      severity: report.priority,
      source: report.source === 'api' ? 'api' : 'external_form',
      state: wireState(name),
      submitted_at: report.submittedAt.toISOString(),
      title: report.title,
      vrt_id: report.taxonomyId,
      vrt_version: report.taxonomyVersion,
      vulnerability_references: '',
    },
    relationships: {
      activities: { links: { related: `/submissions/${uuidOf(report.id)}/activities` } },
      assignee: { data: identifier('identity', report.assignee) },
      claim_ticket: { data: null },
      comments: { links: { related: `/submissions/${uuidOf(report.id)}/comments` } },
      duplicate_of: { data: identifier('submission', original?.kind === 'report' ? original.id : null) },
      duplicates: many,
      external_issues: many,
      file_attachments: many,
      monetary_rewards: many,
      program: { data: identifier('program', program.handle) },
      researcher: { data: identifier('identity', report.reporter) },
      target: { data: identifier('target', report.targetId) },
    },
    links: { self: `/submissions/${uuidOf(report.id)}` },
  };
}

const identifier = (type: string, id: string | null) => (id === null ? null : { type, id: uuidOf(id) });

/** The program; its code is the host of this server. */
export const programResource = ({ handle }: CurrentProgram): Resource => ({
  type: 'program',
  id: uuidOf(handle),
  attributes: { code: handle, name: handle },
  links: { self: `/programs/${uuidOf(handle)}` },
});

const categories: Readonly<Partial<Record<Target['category'], string>>> = {
  website: 'website',
  api: 'api',
  network: 'network',
  ios: 'ios',
  android: 'android',
  hardware: 'hardware',
  ecu: 'hardware',
  firmware: 'iot',
  vehicle_model: 'iot',
};

export const targetResource = ({ id, name, category }: Target): Resource => ({
  type: 'target',
  id: uuidOf(id),
  attributes: { name, category: categories[category] ?? 'other' },
  links: { self: `/targets/${uuidOf(id)}` },
});

/** Who reads a comment, in Bugcrowd's words. */
export const visibilityOf = { reporter: 'everyone', internal: 'bugcrowd_and_customer' } as const;

export const commentResource = ({ id, at, body, audience, author }: ReportMessage, report: string): Resource => ({
  type: 'comment',
  id: uuidOf(id),
  attributes: { body, created_at: at.toISOString(), visibility_scope: visibilityOf[audience] },
  relationships: {
    author: { data: identifier('identity', author) },
    submission: { data: identifier('submission', report) },
  },
});

export const activityResource = ({ id, at, kind, actor, from, to }: TimelineEntry, report: string): Resource => ({
  type: 'activity',
  id: uuidOf(id),
  attributes: { key: `submission.${kind}`, created_at: at.toISOString(), from_state: from, to_state: to },
  relationships: {
    actor: { data: identifier('identity', actor) },
    submission: { data: identifier('submission', report) },
  },
});
