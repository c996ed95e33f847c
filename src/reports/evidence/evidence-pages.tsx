// The doors to files of evidence: signed links without cookies, text shown as text, and the quarantine.
import { Readable } from 'node:stream';
import Type from 'typebox';
import { may } from '../../catalog/permissions.ts';
import { href, routes } from '../../catalog/routes.ts';
import { actorId } from '../../core/actor.ts';
import { refuse } from '../../core/errors.ts';
import type { FileId } from '../../core/files.ts';
import { publicly, staff } from '../../core/http/access.ts';
import { type Answer, download, html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { isId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import { StaffConsole } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Disclosure } from '../../web/ui/card.tsx';
import { Callout, CodeBlock } from '../../web/ui/text.tsx';
import { type Attachment, findAttachment } from '../attachment-store.ts';
import { isReporter, readReport } from '../report-store.ts';
import { evidenceLink, readEvidenceLink } from './evidence-link.ts';
import { findSecrets } from './find-secrets.ts';
import { FoundList } from './found-list.tsx';
import { isFileWithheld } from './load-evidence.ts';
import { readBeginning, SHOWN_BYTES } from './read-beginning.ts';
import { readHar } from './read-har.ts';

const text = Type.Optional(Type.String());

/**
 * To the file itself, by a link that no cookie opens. The caller has found that the actor sees the file.
 * @throws Refusal file_withheld while it is in quarantine or waits for the scanner
 */
export async function toEvidence(
  kernel: Kernel,
  { report, file }: Pick<Attachment, 'report' | 'file'>,
): Promise<Answer> {
  if (await isFileWithheld(kernel, report, file)) throw refuse('file_withheld');
  return seeOther(evidenceLink(kernel, 'file', file));
}

export const evidenceRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.reports.evidence,
    access: publicly(),
    limit: 'page',
    summary: 'A file of evidence by a signed link: saved, or a picture that was drawn anew.',
    query: Type.Object({ use: text, until: text, seal: text }),
    handle: async ({ kernel, params, query }) => {
      const use = isId('fil', params.file) ? readEvidenceLink(kernel, params.file, query) : undefined;
      const file = use && (await kernel.files.find(kernel.db, params.file as FileId));
      if (!file || (use === 'picture' && file.purpose !== 'picture')) throw refuse('not_found');
      const answer = download(Readable.from(kernel.files.read(kernel.db, file)), file.name, file.mediaType);
      // Only what we drew ourselves is ever shown.
      return use === 'picture'
        ? { ...answer, headers: { ...answer.headers, 'content-disposition': 'inline', 'content-type': 'image/webp' } }
        : answer;
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.reports.triageText,
    access: staff('report.read'),
    limit: 'page',
    summary: 'A text of evidence, shown as text; a HAR file as its requests and responses.',
    handle: async context => {
      const { kernel, actor, params } = context;
      const report = await readReport(kernel, actor, params.id);
      const file = await findAttachment(kernel, actor, params.id, params.file);
      if (file?.mediaType !== 'text/plain') throw refuse('not_found');
      if (await isFileWithheld(kernel, report.id, file.file)) throw refuse('file_withheld');
      const stored = { id: file.file, subject: file.report };
      const { content, isCut } = await readBeginning(kernel, stored, SHOWN_BYTES);
      const shown = new TextDecoder().decode(content);
      const findings = findSecrets(shown);
      const mayRedact = actor.kind === 'person' && may(actor.staffRole, 'report.triage') && !isReporter(actor, report);
      return html(
        renderPage(
          <StaffConsole
            shell={shell(context)}
            title={`${file.name}, ${report.number}`}
            heading={file.name}
            breadcrumbs={[
              { href: href(routes.reports.queue), label: 'Triage' },
              { href: href(routes.reports.triage, { id: report.id }), label: report.number },
            ]}
          >
            {isCut && <Callout title="Only the first 512 KiB are shown">Save the file to see all of it.</Callout>}
            <FoundList
              findings={findings.map(one => ({ ...one, place: file.name }))}
              redactAt={mayRedact ? href(routes.reports.redact, { id: report.id }) : undefined}
            />
            <TextOrHar name={file.name} shown={shown} isCut={isCut} />
            <ButtonRow>
              <ButtonLink href={href(routes.reports.triageFile, { id: report.id, file: file.file })} icon="download">
                Save the file
              </ButtonLink>
            </ButtonRow>
          </StaffConsole>,
        ),
      );
    },
  }),
  defineRoute({
    method: 'GET',
    at: routes.reports.quarantine,
    access: staff('evidence.open'),
    limit: 'page',
    summary: 'Asks before an infected file is handed out.',
    handle: async context => {
      const { kernel, actor, params } = context;
      const report = await readReport(kernel, actor, params.id);
      const file = await findAttachment(kernel, actor, params.id, params.file);
      if (!file) throw refuse('not_found');
      return html(
        renderPage(
          <StaffConsole
            shell={shell(context)}
            title={`Quarantine, ${report.number}`}
            heading="Save a file from quarantine"
            breadcrumbs={[
              { href: href(routes.reports.queue), label: 'Triage' },
              { href: href(routes.reports.triage, { id: report.id }), label: report.number },
            ]}
          >
            <Callout tone="bad" title={`${file.name} may harm the machine on which it is opened`}>
              <p>
                The virus scanner withheld it. Save it only on a machine that is made for this. That you did is written
                into the audit log.
              </p>
            </Callout>
            <form method="post" action={href(routes.reports.quarantine, { id: report.id, file: file.file })}>
              <ButtonRow>
                <Button kind="danger" icon="download">
                  Save it all the same
                </Button>
                <ButtonLink href={href(routes.reports.triage, { id: report.id })}>Leave it there</ButtonLink>
              </ButtonRow>
            </form>
          </StaffConsole>,
        ),
      );
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.quarantine,
    access: staff('evidence.open'),
    limit: 'change',
    summary: 'Hands out an infected file, with an entry in the audit log.',
    handle: async ({ kernel, actor, params }) => {
      const { id } = await readReport(kernel, actor, params.id);
      const file = await findAttachment(kernel, actor, id, params.file);
      if (!file) throw refuse('not_found');
      await kernel.transaction(kernel =>
        kernel.audit.record(kernel.db, {
          actor: actorId(actor),
          action: 'report.quarantine-open',
          subject: id,
          details: { file: file.file },
        }),
      );
      return seeOther(evidenceLink(kernel, 'file', file.file));
    },
  }),
];

function TextOrHar({ name, shown, isCut }: { name: string; shown: string; isCut: boolean }) {
  const har = isCut ? undefined : readHar(shown);
  if (!har) return <CodeBlock label={name}>{shown}</CodeBlock>;
  return (
    <>
      <p class="field-hint">
        {har.exchanges.length} requests{har.left > 0 ? `, ${har.left} more in the file` : ''}. Cookies and credentials
        are masked here, not in the file.
      </p>
      {har.exchanges.map(({ title, request, response }, index) => (
        <Disclosure key={`exchange-${index + 1}`} look="drawer" summary={title} open={index === 0}>
          <div class="exchange">
            <p class="exchange-label">Request</p>
            <CodeBlock label={`Request ${index + 1}`}>{request}</CodeBlock>
            <p class="exchange-label">Response</p>
            <CodeBlock label={`Response ${index + 1}`}>{response}</CodeBlock>
          </div>
        </Disclosure>
      ))}
    </>
  );
}
