// Downloads of a report's proofs and files, and the page where anyone checks a receipt.

import { href, routes } from '../../catalog/routes.ts';
import { canonicalJson } from '../../core/canonical-json.ts';
import { refuse } from '../../core/errors.ts';
import { publicly, reporter } from '../../core/http/access.ts';
import { type Answer, html, jsonText } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { readMultipart } from '../../core/http/read-multipart.ts';
import { shell } from '../../core/http/shell.ts';
import { SitePage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { FileInput } from '../../web/ui/choice.tsx';
import { Form, FormErrors, TextArea } from '../../web/ui/form.tsx';
import { Callout, DefinitionList, Mono } from '../../web/ui/text.tsx';
import { findAttachment } from '../attachment-store.ts';
import { toEvidence } from '../evidence/evidence-pages.tsx';
import { isInclusion, verifyInclusion } from '../inclusion/inclusion-proof.ts';
import { issueInclusionProof } from '../inclusion/issue-inclusion-proof.ts';
import { type ReceiptVerdict, verifyReceipt } from '../receipt.ts';
import { contentLeft } from '../redaction/redaction-store.ts';
import { issueReceipt } from '../reporter/issue-receipt.ts';
import { readOwnReport } from '../reporter/read-own-report.ts';

export const proofRoutes = [
  defineRoute({
    method: 'GET',
    at: routes.reports.receipt,
    access: reporter(),
    limit: 'page',
    summary: 'The signed receipt of a report.',
    handle: async ({ kernel, actor, params }) => {
      const { number } = await readOwnReport(kernel, actor, params.id);
      const receipt = await issueReceipt(kernel, actor, params.id);
      if (!receipt) throw refuse('not_found');
      return saved(`${JSON.stringify(receipt, null, 2)}\n`, `${number}-receipt.json`);
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.reports.inclusion,
    access: reporter(),
    limit: 'page',
    summary: 'The proof that the original of a duplicate was in the audit log before it.',
    handle: async ({ kernel, actor, params }) => {
      const { number } = await readOwnReport(kernel, actor, params.id);
      const proof = await issueInclusionProof(kernel, actor, params.id);
      if (!proof) throw refuse('not_found');
      return saved(`${JSON.stringify(proof, null, 2)}\n`, `${number}-inclusion.json`);
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.reports.canonical,
    access: reporter(),
    limit: 'page',
    summary: 'The report as it was received: the bytes of which the receipt holds the hash.',
    handle: async ({ kernel, actor, params }) => {
      const report = await readOwnReport(kernel, actor, params.id);
      return saved(canonicalJson(await contentLeft(kernel, report)), `${report.number}-report.json`);
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.reports.file,
    access: reporter(),
    limit: 'page',
    summary: 'A file of a report, always saved and never shown.',
    handle: async ({ kernel, actor, params }) => {
      const { id } = await readOwnReport(kernel, actor, params.id);
      const attachment = await findAttachment(kernel, { kind: 'receipt-holder', report: id }, id, params.file);
      if (!attachment) throw refuse('not_found');
      return toEvidence(kernel, attachment);
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.reports.verifyReceipt,
    access: publicly(),
    limit: 'page',
    summary: 'Where anyone checks a receipt.',
    handle: async context => showCheck(context),
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.verifyReceipt,
    access: publicly(),
    limit: 'lookup',
    summary: 'Checks a receipt, and a report against it.',
    multipart: true,
    handle: async context => {
      const files: Record<string, string> = {};
      const fields = await readMultipart(context.request, async ({ field, stream }) => {
        files[field] = await readText(stream);
        return 'kept';
      });
      const given = (name: string): string => {
        const typed = fields[name];
        return files[`${name}File`] ?? (typeof typed === 'string' ? typed : '');
      };
      const [receipt, report] = [given('receipt'), given('report')];
      if (receipt.trim() === '') return showCheck(context, { receipt, report });
      const verifiers = context.kernel.keyring.verifiers();
      const verdict = isInclusion(receipt)
        ? ofInclusion(verifyInclusion(receipt, verifiers))
        : verifyReceipt(receipt, verifiers, report.trim() === '' ? undefined : report);
      return showCheck(context, { receipt, report, verdict });
    },
  }),
];

/** A proof holds a receipt, which is shown beside what was found. */
const ofInclusion = ({ ok, findings, proof }: ReturnType<typeof verifyInclusion>): ReceiptVerdict => ({
  ok,
  findings,
  receipt: proof?.receipt,
});

/** Larger than any report with its receipt. */
const LONGEST = 1024 * 1024;

async function readText(stream: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const bytes of stream) {
    length += bytes.length;
    if (length > LONGEST) throw refuse('file_too_large');
    parts.push(bytes);
  }
  return Buffer.concat(parts).toString();
}

const saved = (text: string, name: string): Answer =>
  jsonText(text, { headers: { 'content-disposition': `attachment; filename="${name}"` } });

type Checked = { readonly receipt: string; readonly report: string; readonly verdict?: ReceiptVerdict };

function showCheck(context: Pick<RouteContext, 'kernel' | 'actor' | 'request'>, checked?: Checked): Answer {
  const isMissing = checked !== undefined && checked.verdict === undefined;
  return html(
    renderPage(
      <SitePage shell={shell(context)} title="Check a receipt">
        <header class="report-head">
          <h1>Check a receipt</h1>
          <p class="lead">
            A receipt proves that {context.kernel.config.operator.name} received a report, when, and with exactly which
            words. The proof that a duplicate’s original was known before can be checked here too. Nothing that you
            enter here is kept.
          </p>
        </header>
        {checked?.verdict && <Verdict verdict={checked.verdict} />}
        <Form
          action={href(routes.reports.verifyReceipt)}
          multipart
          values={{ receipt: checked?.receipt, report: checked?.report }}
          errors={isMissing ? { receipt: 'Paste the receipt, or choose its file.' } : {}}
        >
          <FormErrors />
          <TextArea
            name="receipt"
            label="Receipt or proof"
            hint="The text of the file …-receipt.json or …-inclusion.json."
            rows={6}
            mono
          />
          <FileInput name="receiptFile" label="or its file" accept=".json,application/json" />
          <TextArea
            name="report"
            label="Report, if you want to check it too"
            hint="The text of the file …-report.json."
            rows={4}
            mono
          />
          <FileInput name="reportFile" label="or its file" accept=".json,application/json" />
          <ButtonRow>
            <Button kind="primary" icon="shield-check">
              Check receipt
            </Button>
          </ButtonRow>
        </Form>
        <Section id="offline" title="Without this page">
          <p>
            The receipt without its <Mono>signature</Mono>, as canonical JSON (RFC 8785), is signed with Ed25519 (RFC
            8032). The public keys are at <a href={href(routes.site.keys)}>{href(routes.site.keys)}</a>; the command{' '}
            <Mono>telltale verify-receipt RECEIPT REPORT</Mono> does the same check, for a proof{' '}
            <Mono>telltale verify-inclusion FILE</Mono>.
          </p>
        </Section>
      </SitePage>,
    ),
    { status: isMissing ? 422 : 200 },
  );
}

function Verdict({ verdict: { ok, findings, receipt } }: { verdict: ReceiptVerdict }) {
  return (
    <Section id="verdict" title="Result">
      <div role="status" class="verdict">
        {findings.map(finding => (
          <Callout key={finding.sentence} tone={finding.ok ? 'good' : 'bad'}>
            <p>{finding.sentence}</p>
          </Callout>
        ))}
      </div>
      {receipt && (
        <DefinitionList
          items={[
            { term: 'Report', detail: `${receipt.number} of ${receipt.program}` },
            { term: ok ? 'Received' : 'Received, it says', detail: receipt.submittedAt },
            { term: 'Audit log', detail: `entry ${receipt.log.index}` },
            { term: 'SHA-256', detail: <Mono>{receipt.reportSha256}</Mono> },
          ]}
        />
      )}
    </Section>
  );
}
