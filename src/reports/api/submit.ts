// POST /api/v1/reports: a report comes in by API, with or without an account, once for each Idempotency-Key.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { type Actor, actorId } from '../../core/actor.ts';
import { canonicalJson } from '../../core/canonical-json.ts';
import { newReceiptCode } from '../../core/crypto/receipt-code.ts';
import { newToken } from '../../core/crypto/tokens.ts';
import { refuse } from '../../core/errors.ts';
import { publiclyOrWithToken } from '../../core/http/access.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import type { Kernel } from '../../core/kernel.ts';
import { currentProgram } from '../../program/index.ts';
import { type Arrival, admitReport, type WorkOrder } from '../abuse/admit-report.ts';
import type { Pause } from '../abuse/pause.ts';
import { readSubmissionForm, type Submission, UNLISTED } from '../intake/submission-form.ts';
import { type SubmittedReport, submitReport } from '../intake/submit-report.ts';
import { aiAssistances } from '../report-record.ts';
import { answerDocument, answerFaults } from './json-api.ts';
import { claimKey } from './submission-key-store.ts';

// Lengths are the form's to judge, with its sentences.
const text = (description: string) => Type.Optional(Type.String({ description }));

const attributes = Type.Object(
  {
    title: text('What is wrong, and where.'),
    target: text('Id of a target of the program; else name it in targetName.'),
    targetName: text('A target that is not listed.'),
    location: text('Address, host or place.'),
    description: text('Markdown.'),
    steps: text('How to repeat it. Markdown.'),
    impact: text('What an attacker gains. Markdown.'),
    taxonomyId: text('Kind, by the id in taxonomy.json. This or a CVSS vector is needed.'),
    cvssVector: text('CVSS 3.1 or 4.0.'),
    credit: text('The name to thank.'),
    email: text('Where to write to, for reports without an account.'),
    exploited: Type.Optional(Type.Boolean({ description: 'Attackers use it already. Taken in during a pause.' })),
    safety: Type.Optional(Type.Boolean({ description: 'People can be hurt. Taken in during a pause.' })),
    aiAssistance: Type.Optional(Type.Union(aiAssistances.map(each => Type.Literal(each)))),
  },
  { additionalProperties: false },
);

export const submitRoute = defineRoute({
  method: 'POST',
  at: routes.reports.apiReports,
  access: publiclyOrWithToken('reports:submit'),
  limit: 'report',
  summary:
    'Sends a report. Needs no token; with one it belongs to the token’s person. The same Idempotency-Key and body give the same answer.',
  body: Type.Object({
    data: Type.Object({ type: Type.Literal('reports'), attributes }, { additionalProperties: false }),
    meta: Type.Optional(
      Type.Object(
        {
          altcha: text('The solution of the challenge in the answer `work_required`, as ALTCHA’s widget makes it.'),
          ticket: text('Or the ticket of that answer, from `notBefore` on.'),
        },
        { additionalProperties: false },
      ),
    ),
  }),
  handle: async ({ kernel, actor, body, request }) => {
    const { authorization } = request.headers;
    // A token that no longer works must not turn its person's report into nobody's.
    if (authorization !== undefined && actor.kind === 'anonymous') throw refuse('token_invalid');
    const key = readKey(request.headers['idempotency-key']) ?? newToken(kernel.random);
    const program = await currentProgram(kernel);
    const given = body.data.attributes;
    const form = readSubmissionForm(
      {
        target: given.target ?? (given.targetName === undefined ? '' : UNLISTED),
        other: given.targetName ?? '',
        title: given.title ?? '',
        location: given.location ?? '',
        description: given.description ?? '',
        steps: given.steps ?? '',
        impact: given.impact ?? '',
        kind: given.taxonomyId ?? '',
        vector: given.cvssVector ?? '',
        credit: given.credit ?? '',
        email: given.email ?? '',
        ai: given.aiAssistance ?? '',
        exploited: given.exploited === true ? 'on' : '',
        safety: given.safety === true ? 'on' : '',
        contact: actor.kind === 'person' ? 'account' : given.email === undefined ? 'none' : 'email',
      },
      program,
      actor.kind === 'person',
    );
    if (!form.submission)
      return answerFaults(
        'report_incomplete',
        Object.entries(form.errors).map(([field, detail = '']) => ({
          pointer: `/data/attributes/${attributeOf[field] ?? field}`,
          detail,
        })),
      );
    const sent = await submitOnce(kernel, actor, {
      key,
      body: canonicalJson(given),
      submission: form.submission,
      proof: { ip: request.ip, solution: body.meta?.altcha, ticket: body.meta?.ticket },
    });
    return answerSent(kernel, actor, sent);
  },
});

const attributeOf: Readonly<Record<string, string>> = {
  other: 'targetName',
  kind: 'taxonomyId',
  vector: 'cvssVector',
  from: 'cvssVector',
};

type SubmitOnce = {
  readonly key: string;
  readonly body: string;
  readonly submission: Submission;
  readonly proof: Pick<Arrival, 'ip' | 'solution' | 'ticket'>;
};

/** The reason is published: everybody may read it. */
const pauseDetails = ({ reason, endsAt }: Pause) => ({ reason, ...(endsAt && { until: endsAt.toISOString() }) });

/** The challenge as ALTCHA's clients read it, and the ticket of who would rather wait. */
const workDetails = ({ challenge, ticket, from }: WorkOrder) => ({
  ...challenge,
  ticket,
  notBefore: from.toISOString(),
});

/**
 * The receipt code follows from key and body under a secret of ours: a repeated request gets the very same answer,
 * although only the code's hash is stored.
 */
async function submitOnce(
  kernel: Kernel,
  actor: Actor,
  { key, body, submission, proof }: SubmitOnce,
): Promise<SubmittedReport> {
  const { vault } = kernel;
  const sender = `${actorId(actor)}\n${key}`;
  const keyHash = vault.blindIndex('reports.api-key', sender);
  if (!(await claimKey(kernel, keyHash, vault.blindIndex('reports.api-body', body))))
    throw refuse('idempotency_key_reused');
  const whole = `${sender}\n${body}`;
  const formToken = vault.blindIndex('reports.api-form', whole).toString('base64url');
  const admission = await admitReport(kernel, actor, { source: 'api', submission, formToken, ...proof });
  if (admission.kind === 'paused') throw refuse('intake_paused', pauseDetails(admission.pause));
  if (admission.kind === 'work') throw refuse('work_required', workDetails(admission.order));
  const bits = vault.blindIndex('reports.api-receipt-code', whole);
  return submitReport(kernel, actor, {
    submission,
    admitted: admission.admitted,
    source: 'api',
    formToken,
    draft: undefined,
    code: newReceiptCode({ bytes: length => bits.subarray(0, length) }),
  });
}

function answerSent({ config: { publicUrl } }: Kernel, actor: Actor, { id, number, code }: SubmittedReport) {
  const self = publicUrl + href(routes.reports.apiReport, { id });
  return answerDocument(
    {
      data: {
        type: 'reports',
        id,
        attributes: { number, receiptCode: code },
        links: {
          ...(actor.kind === 'person' && { self }),
          page: publicUrl + href(routes.reports.show, { id }),
          receipt: publicUrl + href(routes.reports.receipt, { id }),
          return: publicUrl + href(routes.reports.return),
        },
      },
    },
    { status: 201, headers: { location: self } },
  );
}

/** As in draft-ietf-httpapi-idempotency-key-header a quoted string; without quotes it is taken too. */
function readKey(header: string | readonly string[] | undefined): string | undefined {
  if (header === undefined) return undefined;
  const key = typeof header === 'string' ? (/^"([^"]*)"$/.exec(header.trim())?.[1] ?? header.trim()) : '';
  if (!/^[\x21-\x7e]{8,200}$/.test(key)) throw refuse('invalid_input', { header: 'Idempotency-Key' });
  return key;
}
