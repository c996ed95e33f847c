// What the reports API and the API in Bugcrowd's shape answer, as their API documents say it (JSON:API 1.1).
// How these are held against the product: `answer-schemas.ts`.
import Type, { type TSchema } from 'typebox';
import { reportSources } from '../src/reports/queue/queue-query.ts';
import { aiAssistances } from '../src/reports/report-record.ts';
import { closeReasonNames, reportStates } from '../src/reports/report-snapshot.ts';
import { flag, listOf, moment, number, object, orNull, text, uuid, whole, words } from './answer-schemas.ts';

/**
 * What a request can narrow to some names: everything stands there unless the parameter is sent.
 * `test/support/closed-schema.ts` holds answers to all of it.
 */
const unlessNarrowed = (parameter: string, properties: Record<string, TSchema>): TSchema =>
  Type.Partial(object(properties), {
    description: `All of them; with ${parameter} only those that it names.`,
    'x-all-without': parameter,
  });

const jsonapi = object({ version: words('1.1') });
const self = object({ self: text });
const identifier = (type: string, id: TSchema = text) => object({ type: words(type), id });
const toOne = (type: string, id?: TSchema) => object({ data: orNull(identifier(type, id)) });
const related = object({ links: object({ related: text }) });
const digest = Type.String({ pattern: '^[0-9a-f]{64}$', description: 'SHA-256.' });
const priority = orNull(Type.Integer({ minimum: 1, maximum: 5 }));

const proof = Type.Union([
  object({ kind: words('text'), text }),
  object({ kind: words('exchange'), request: text, response: text }),
  object({ kind: words('file'), sha256: digest, name: text }),
]);

const claim = object({ precondition: text, action: text, effect: text, asset: text, evidence: listOf(proof) });

const report = Type.Object({
  type: words('reports'),
  id: text,
  attributes: unlessNarrowed('fields[reports]', {
    number: text,
    state: words(...reportStates.filter(state => state !== 'draft')),
    closeReason: orNull(words(...closeReasonNames)),
    title: text,
    targetName: text,
    location: text,
    description: text,
    steps: text,
    impact: text,
    claims: listOf(claim),
    files: listOf(object({ name: text, size: whole, sha256: digest })),
    taxonomyId: orNull(text),
    taxonomyVersion: orNull(text),
    priority,
    cvssVector: orNull(text),
    cvssScore: orNull(number),
    exploited: orNull(words('yes', 'no', 'unknown')),
    scopeVerdict: words('in', 'out'),
    source: words(...reportSources),
    aiAssistance: words(...aiAssistances),
    credit: orNull(text),
    fixReference: orNull(text),
    submittedAt: moment,
    changedAt: moment,
    answeredAt: orNull(moment),
    decidedAt: orNull(moment),
    fixedAt: orNull(moment),
    endedAt: orNull(moment),
    dueAt: orNull(moment),
    revision: whole,
  }),
  // Left out where none of them is named.
  relationships: Type.Optional(
    unlessNarrowed('fields[reports]', {
      target: toOne('targets'),
      assignee: toOne('people'),
      reporter: toOne('people'),
      comments: related,
    }),
  ),
  links: object({ self: text, page: text }),
});

const included = listOf(
  Type.Union([
    object({
      type: words('targets'),
      id: text,
      attributes: unlessNarrowed('fields[targets]', { name: text, category: text }),
    }),
    object({ type: words('people'), id: text, attributes: unlessNarrowed('fields[people]', { name: orNull(text) }) }),
  ]),
);

const comment = object({
  type: words('comments'),
  id: text,
  attributes: object({
    body: text,
    audience: words('reporter', 'internal'),
    role: text,
    isAutomated: flag,
    createdAt: moment,
  }),
  relationships: object({ report: object({ data: identifier('reports') }), author: toOne('people') }),
});

const cursorPage = object({ self: text, next: orNull(text) });
const oneReport = Type.Object({ jsonapi, links: self, data: report, included: Type.Optional(included) });

/** By the call's `operationId`. */
export const answersReports: Readonly<Record<string, TSchema>> = {
  reports: Type.Object({ jsonapi, links: cursorPage, data: listOf(report), included: Type.Optional(included) }),
  'reports-post': object({
    jsonapi,
    data: object({
      type: words('reports'),
      id: text,
      attributes: object({
        number: text,
        receiptCode: Type.String({ description: 'What the reporter comes back with; it is shown this once.' }),
      }),
      links: Type.Object({
        self: Type.Optional(Type.String({ description: 'For whoever sent it with a token.' })),
        page: text,
        receipt: text,
        return: text,
      }),
    }),
  }),
  report: oneReport,
  'report-patch': oneReport,
  comments: object({ jsonapi, links: cursorPage, data: listOf(comment) }),
  'comments-post': object({ jsonapi, data: comment }),
};

/** What stands once in the document, by its name there. */
export const partsReports: Readonly<Record<string, TSchema>> = { Report: report, Included: included, Comment: comment };

const states = [
  'new',
  'triaged',
  'unresolved',
  'resolved',
  'informational',
  'not_applicable',
  'not_reproducible',
  'out_of_scope',
] as const;

const empty = object({ data: Type.Array(Type.Unknown(), { maxItems: 0, description: 'Not kept here.' }) });
const foreign = (type: string) => toOne(type, uuid);
const lastInto = Object.fromEntries(
  states.filter(state => state !== 'new').map(state => [`last_transitioned_to_${state}_at`, orNull(moment)]),
);

const submission = Type.Object({
  type: words('submission'),
  id: uuid,
  attributes: unlessNarrowed('fields[submission]', {
    bug_url: text,
    custom_fields: Type.Object({}, { additionalProperties: false }),
    description: text,
    duplicate: flag,
    extra_info: Type.String({ description: 'The number of the report.' }),
    http_request: text,
    ...lastInto,
    remediation_advice: text,
    severity: priority,
    source: words('api', 'external_form'),
    state: words(...states),
    submitted_at: moment,
    title: text,
    vrt_id: orNull(text),
    vrt_version: orNull(text),
    vulnerability_references: text,
  }),
  relationships: Type.Optional(
    unlessNarrowed('fields[submission]', {
      activities: related,
      assignee: foreign('identity'),
      claim_ticket: object({ data: Type.Null() }),
      comments: related,
      duplicate_of: foreign('submission'),
      duplicates: empty,
      external_issues: empty,
      file_attachments: empty,
      monetary_rewards: empty,
      program: foreign('program'),
      researcher: foreign('identity'),
      target: foreign('target'),
    }),
  ),
  links: self,
});

const program = object({
  type: words('program'),
  id: uuid,
  attributes: object({ code: text, name: text }),
  links: self,
});

const target = object({
  type: words('target'),
  id: uuid,
  attributes: object({
    name: text,
    category: words('website', 'api', 'network', 'ios', 'android', 'hardware', 'iot', 'other'),
  }),
  links: self,
});

const remark = object({
  type: words('comment'),
  id: uuid,
  attributes: object({ body: text, created_at: moment, visibility_scope: words('everyone', 'bugcrowd_and_customer') }),
  relationships: object({ author: foreign('identity'), submission: foreign('submission') }),
});

const activity = object({
  type: words('activity'),
  id: uuid,
  attributes: object({ key: text, created_at: moment, from_state: orNull(text), to_state: orNull(text) }),
  relationships: object({ actor: foreign('identity'), submission: foreign('submission') }),
});

const beside = listOf(Type.Union([program, target]));
const oneSubmission = Type.Object({ jsonapi, data: submission, included: Type.Optional(beside) });

/** By the call's `operationId`. */
export const answersBugcrowd: Readonly<Record<string, TSchema>> = {
  submissions: Type.Object({
    jsonapi,
    data: listOf(submission),
    included: Type.Optional(beside),
    meta: object({ total_hits: whole, count: whole }),
    links: object({
      self: text,
      next: Type.String({ description: 'Of the last page, too: an empty one follows it.' }),
    }),
  }),
  submission: oneSubmission,
  'submission-patch': oneSubmission,
  programs: object({ jsonapi, data: listOf(program) }),
  targets: object({ jsonapi, data: listOf(target) }),
  comments: object({ jsonapi, data: listOf(remark) }),
  'comments-post': object({ jsonapi, data: remark }),
  'new-comment': object({ jsonapi, data: remark }),
  activities: object({ jsonapi, data: listOf(activity) }),
};

/** What stands once in the document, by its name there. */
export const partsBugcrowd: Readonly<Record<string, TSchema>> = {
  Submission: submission,
  Program: program,
  Target: target,
  Comment: remark,
  Activity: activity,
};
