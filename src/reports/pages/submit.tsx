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
  proposePriority,
  turnCalculator,
} from '../../program/index.ts';
import { SitePage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { Callout } from '../../web/ui/text.tsx';
import type { Attachment } from '../attachment-store.ts';
import { draftFor, dropFromDraft, openDraft } from '../intake/draft-files.ts';
import { type EvidenceFault, receiveEvidence } from '../intake/receive-evidence.ts';
import { adviseOn } from '../intake/report-advice.ts';
import { type ReadForm, readSubmissionForm } from '../intake/submission-form.ts';
import { RECEIPT_SESSION_MS, submitReport } from '../intake/submit-report.ts';
import { carryCode } from '../reporter/sent-flash.ts';
import { FileList, ReportContent } from './report-parts.tsx';
import { FORM_ID, SubmitForm } from './submit-form.tsx';

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
    limitBytes: 1024 * 1024,
    handle: async context => {
      const { kernel, actor, request, reply } = context;
      const program = await currentProgram(kernel);
      const received = await receiveForm(kernel, request);
      const { fields, token, files, faults } = received;
      const intent = typeof fields['intent'] === 'string' ? fields['intent'] : 'send';
      const read = (given: FormText) => readSubmissionForm(given, program, actor.kind === 'person');
      const form = isCalculatorIntent(intent) ? read(turned(read(fields), intent)) : read(fields);
      const page = { token, files, faults, form };
      if (intent === 'score' || isCalculatorIntent(intent)) return show(context, program, { ...page, wants: 'score' });
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

/** The fields with the calculator opened or closed. */
const turned = ({ values }: ReadForm, intent: string): FormText =>
  Object.fromEntries(
    Object.entries(turnCalculator(values, 'vector', intent)).map(([name, value]) => [name, value ?? '']),
  );

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
  const fields = await readMultipart(request, async (part, before) => {
    uploads ??= await begin(tokenOf(before) ?? ownToken);
    return evidence.take(part, { report: uploads.draft, already: uploads.already, addedBy: 'reporter', message: null });
  });
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
  readonly wants?: 'score' | 'preview' | 'errors';
};

function show(context: RouteContext, program: CurrentProgram, state: PageState): Answer {
  const { token, files, faults = [], form, wants } = state;
  const { operator } = context.kernel.config;
  const evidenceError = faults.length > 0 ? faults.map(({ sentence }) => sentence).join(' ') : undefined;
  // Who only wants to see the score is not told what else is missing.
  const shown = wants === 'score' ? { vector: form?.errors['vector'], from: form?.errors['from'] } : form?.errors;
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
        {wants === 'preview' && form && <Preview program={program} form={form} files={files} />}
        <SubmitForm
          program={program}
          form={form}
          errors={errors}
          token={token}
          files={files}
          isSignedIn={context.actor.kind === 'person'}
        />
      </SitePage>,
    ),
    { status: failed ? 422 : 200 },
  );
}

/** The report as the team will read it, and what would make it better; neither keeps anybody from sending it. */
function Preview({ program, form, files }: { program: CurrentProgram; form: ReadForm; files: readonly Attachment[] }) {
  const { submission } = form;
  if (!submission)
    return (
      <Section id="preview" title="Preview">
        <p>The preview needs the fields that are marked below. Everything you typed is still there.</p>
      </Section>
    );
  const advice = adviseOn(submission, files.length);
  const { priority } = proposePriority({
    taxonomy: program.taxonomy,
    taxonomyId: submission.taxonomyId,
    cvssVector: submission.cvss?.vector ?? null,
  });
  return (
    <Section id="preview" title="Preview" intro={<p>This is what the team will read. Nothing has been sent yet.</p>}>
      {advice.length > 0 ? (
        <Callout tone="attention" title="This would help whoever reads it">
          <ul class="advice">
            {advice.map(({ field, sentence }) => (
              <li key={sentence}>
                <a href={`#field-${field}`}>{sentence}</a>
              </li>
            ))}
          </ul>
          <p>None of it is required.</p>
        </Callout>
      ) : (
        <Callout tone="good">
          <p>Complete, as far as a program can tell.</p>
        </Callout>
      )}
      <article class="report-preview">
        <h3>{submission.title}</h3>
        <ReportContent
          text={submission}
          taxonomy={program.taxonomy}
          taxonomyId={submission.taxonomyId}
          cvss={submission.cvss}
          priority={priority}
        />
        <FileList files={files} />
      </article>
      <ButtonRow>
        <Button icon="send" form={FORM_ID} name="intent" value="send">
          Send it as it is
        </Button>
      </ButtonRow>
    </Section>
  );
}
