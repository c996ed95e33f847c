// The intake form: no account, no script needed. GET shows it, POST scores, previews or sends it.
import { href, routes } from '../../catalog/routes.ts';
import { newToken } from '../../core/crypto/tokens.ts';
import { publicly } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { setCookie } from '../../core/http/cookies.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { type FormText, readMultipart } from '../../core/http/read-multipart.ts';
import { shell } from '../../core/http/shell.ts';
import type { Kernel } from '../../core/kernel.ts';
import {
  type CurrentProgram,
  currentProgram,
  isCalculatorIntent,
  turnCalculator,
  usableKey,
} from '../../program/index.ts';
import { SitePage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import type { Attachment } from '../attachment-store.ts';
import { claimField, claimFiles, claimOfUpload, isClaimIntent, turnClaims } from '../claims/claim-form.ts';
import { draftFor, dropFromDraft, openDraft } from '../intake/draft-files.ts';
import { type EvidenceFault, receiveEvidence } from '../intake/receive-evidence.ts';
import { type ReadForm, readSubmissionForm } from '../intake/submission-form.ts';
import { RECEIPT_SESSION_MS, submitReport } from '../intake/submit-report.ts';
import { carryCode } from '../reporter/sent-flash.ts';
import { SubmitForm } from './submit-form.tsx';
import { Checked, Preview } from './submit-preview.tsx';

export const submitRoutes = [
  defineRoute({
    method: 'GET',
    at: routes.reports.submit,
    access: publicly(),
    limit: 'page',
    summary: 'The form to report a vulnerability.',
    handle: async context => {
      const program = await currentProgram(context.kernel);
      return show(context, program, { token: newToken(context.kernel.random), files: [] });
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.submit,
    access: publicly(),
    limit: 'report',
    summary: 'Sends a report, or shows its score or a preview.',
    multipart: true,
    limitBytes: 2 * 1024 * 1024,
    handle: async context => {
      const { kernel, actor, request, reply } = context;
      const program = await currentProgram(kernel);
      const received = await receiveForm(kernel, request);
      const { token, files, faults } = received;
      const typed = received.fields['intent'];
      const intent = typeof typed === 'string' ? typed : 'send';
      const fields = turn(received.fields, intent);
      const form = readSubmissionForm(fields, program, actor.kind === 'person', files);
      const page = { token, files, faults, form, inClaims: claimFiles(fields) };
      if (intent === 'score' || isCalculatorIntent(intent) || isClaimIntent(intent))
        return show(context, program, { ...page, wants: 'score' });
      if (intent === 'check') return show(context, program, { ...page, wants: 'check' });
      if (intent === 'preview') return show(context, program, { ...page, wants: 'preview' });
      if (form.submission === undefined || faults.length > 0)
        return show(context, program, { ...page, wants: 'errors' });
      const sent = await submitReport(kernel, actor, {
        submission: form.submission,
        source: 'form',
        formToken: token,
        draft: received.draft,
      });
      await carryCode(kernel, reply, { report: sent.id, number: sent.number, code: sent.code });
      if (sent.sessionToken !== undefined)
        setCookie(kernel.config, reply, 'receipt', sent.sessionToken, RECEIPT_SESSION_MS / 1000);
      return seeOther(href(routes.reports.sent));
    },
  }),
];

/** The fields after a button that only changes the form: the calculator, or one claim more or less. */
function turn(fields: FormText, intent: string): FormText {
  if (isClaimIntent(intent)) return turnClaims(fields, intent);
  if (!isCalculatorIntent(intent)) return fields;
  const texts = Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? value : undefined]);
  const turned = Object.entries(turnCalculator(Object.fromEntries(texts), 'vector', intent));
  return { ...fields, ...Object.fromEntries(turned.map(([name, value]) => [name, value ?? fields[name] ?? ''])) };
}

type Received = {
  readonly fields: FormText;
  readonly token: string;
  readonly draft: string | undefined;
  readonly files: readonly Attachment[];
  readonly faults: readonly EvidenceFault[];
};

/** Reads fields and files in one pass; files go into the draft of the form's token as they come. */
async function receiveForm(kernel: Kernel, request: RouteContext['request']): Promise<Received> {
  const evidence = receiveEvidence(kernel);
  // For a form that came without a token, from another program than a browser.
  const ownToken = newToken(kernel.random);
  let uploads: { readonly token: string; readonly draft: string; readonly already: readonly Attachment[] } | undefined;
  const begin = async (token: string) => {
    const draft = await draftFor(kernel, token);
    return { token, draft, already: (await openDraft(kernel, token))?.files ?? [] };
  };
  const underClaims: (readonly [claim: number, file: string])[] = [];
  const fields = await readMultipart(request, async (part, before) => {
    uploads ??= await begin(tokenOf(before) ?? ownToken);
    const outcome = await evidence.take(part, {
      report: uploads.draft,
      already: uploads.already,
      addedBy: 'reporter',
      message: null,
    });
    const claim = claimOfUpload(part.field);
    const file = evidence.kept.at(-1);
    if (outcome === 'kept' && claim !== undefined && file !== undefined) underClaims.push([claim, file]);
    return outcome;
  });
  for (const [claim, file] of underClaims) {
    const name = claimField(claim, 'file');
    const there = fields[name] ?? [];
    fields[name] = [...(Array.isArray(there) ? there : [there]), file];
  }
  const token = uploads?.token ?? tokenOf(fields) ?? ownToken;
  // The form says whether it has files already, so that most need not be looked up.
  const draft = uploads || fields['kept'] !== undefined ? await openDraft(kernel, token) : undefined;
  const dropped = Object.keys(fields).flatMap(name =>
    name.startsWith('remove.') ? [name.slice('remove.'.length)] : [],
  );
  if (!draft || dropped.length === 0)
    return { fields, token, draft: draft?.id, files: draft?.files ?? [], faults: evidence.faults };
  await dropFromDraft(kernel, draft.id, dropped);
  const files = draft.files.filter(({ file }) => !dropped.includes(file));
  return { fields, token, draft: draft.id, files, faults: evidence.faults };
}

function tokenOf(fields: FormText): string | undefined {
  const given = fields['draft'];
  return typeof given === 'string' && /^[\w-]{43}$/.test(given) ? given : undefined;
}

type PageState = {
  readonly token: string;
  readonly files: readonly Attachment[];
  readonly faults?: readonly EvidenceFault[];
  readonly form?: ReadForm;
  /** The ids of files under each claim. */
  readonly inClaims?: readonly (readonly string[])[];
  readonly wants?: 'score' | 'check' | 'preview' | 'errors';
};

async function show(context: RouteContext, program: CurrentProgram, state: PageState): Promise<Answer> {
  const { token, files, faults = [], form, inClaims = [[]], wants } = state;
  const { publicUrl } = context.kernel.config;
  const { operator } = context.kernel.config;
  const evidenceError = faults.length > 0 ? faults.map(({ sentence }) => sentence).join(' ') : undefined;
  // Who only wants to see the score is not told what else is missing.
  const shown =
    wants === 'score' || wants === 'check'
      ? { vector: form?.errors['vector'], from: form?.errors['from'] }
      : form?.errors;
  const errors = { ...shown, ...(evidenceError === undefined ? {} : { evidence: evidenceError }) };
  const failed = wants === 'errors' || evidenceError !== undefined;
  return html(
    renderPage(
      <SitePage
        shell={shell(context)}
        title="Report a vulnerability"
        description={`Tell ${operator.name} about a weakness. No account needed.`}
      >
        <header class="program-head">
          <h1>Report a vulnerability</h1>
          <p class="lead">
            No account and no name needed. What you write is encrypted when it arrives and read by the security team of{' '}
            {operator.name} only.
          </p>
        </header>
        {wants === 'check' && form && <Checked publicUrl={publicUrl} program={program} form={form} files={files} />}
        {wants === 'preview' && form && <Preview publicUrl={publicUrl} program={program} form={form} files={files} />}
        <SubmitForm
          program={program}
          form={form}
          errors={errors}
          token={token}
          files={files}
          claims={inClaims.map(ids => files.filter(({ file }) => ids.includes(file)))}
          isSignedIn={context.actor.kind === 'person'}
          hasKey={(await usableKey(context.kernel)) !== undefined}
        />
      </SitePage>,
    ),
    { status: failed ? 422 : 200 },
  );
}
