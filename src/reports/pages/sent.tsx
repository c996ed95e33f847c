// After sending: the number, the receipt code once, what to expect by when, and how to come back.
import { href, routes } from '../../catalog/routes.ts';
import { publicly } from '../../core/http/access.ts';
import { html } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { SitePage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { DraftSent } from '../../web/ui/form.tsx';
import { Callout, Copyable, DefinitionList, Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import type { ReportRecord } from '../report-record.ts';
import { readReport } from '../report-store.ts';
import { takeCode } from '../reporter/sent-flash.ts';

export const sentRoute = defineRoute({
  method: 'GET',
  at: routes.reports.sent,
  access: publicly(),
  limit: 'page',
  summary: 'Shows the number and, once, the receipt code of a report that was just sent.',
  handle: async context => {
    const { kernel, request, reply } = context;
    const flash = await takeCode(kernel, request, reply);
    const frame = { shell: shell(context), title: flash ? `Report ${flash.number} received` : 'Report received' };
    if (!flash)
      return html(
        renderPage(
          <SitePage {...frame}>
            <h1>This code was shown already</h1>
            <p class="lead">
              A receipt code is shown once, right after a report was sent. Your report is safe with us either way.
            </p>
            <ButtonRow>
              <ButtonLink href={href(routes.reports.return)} kind="primary" icon="key-round">
                I have my code
              </ButtonLink>
              <ButtonLink href={href(routes.reports.mine)}>My reports</ButtonLink>
            </ButtonRow>
          </SitePage>,
        ),
      );
    // Whoever brings the sealed cookie is the browser that sent it.
    const report = await readReport(kernel, { kind: 'receipt-holder', report: flash.report }, flash.report);
    return html(
      renderPage(
        <SitePage {...frame}>
          <header class="report-head">
            <p class="report-number">{flash.number}</p>
            <h1>We have your report</h1>
            <p class="lead">
              It is encrypted and in the queue of the team. A person answers you by{' '}
              <Time at={report.clocks.acknowledgeDue} />.
            </p>
          </header>
          <CodeSection number={flash.number} code={flash.code} publicUrl={kernel.config.publicUrl} />
          <Expectations report={report} />
          <ButtonRow>
            <ButtonLink href={href(routes.reports.show, { id: flash.report })} kind="primary" icon="arrow-right">
              Open your report
            </ButtonLink>
            <ButtonLink href={href(routes.reports.receipt, { id: flash.report })} icon="download" download="">
              Download signed receipt
            </ButtonLink>
          </ButtonRow>
          <DraftSent name="report" />
        </SitePage>,
      ),
    );
  },
});

type CodeProps = { readonly number: string; readonly code: string; readonly publicUrl: string };

/** The receipt code, to copy and to save; shown once. */
export const CodeSection = ({ number, code, publicUrl }: CodeProps) => (
  <Section
    id="code"
    title="Your receipt code"
    intro={<p>It opens the report again, from any device, without an account. It is shown only now.</p>}
  >
    <Copyable text={code} what="receipt code" large />
    <ButtonRow>
      <ButtonLink
        href={`data:text/plain;charset=utf-8,${encodeURIComponent(codeFile({ number, code }, publicUrl))}`}
        download={`${number}-receipt-code.txt`}
        icon="download"
      >
        Save code as a file
      </ButtonLink>
    </ButtonRow>
    <Callout tone="attention" title="Keep it like a password">
      <p>
        Whoever has it can read this report and write in your name. We store only a keyed hash of it and cannot tell it
        to you again.
      </p>
    </Callout>
  </Section>
);

const codeFile = ({ number, code }: { number: string; code: string }, publicUrl: string): string =>
  `Report ${number}\nReceipt code ${code}\nCome back at ${publicUrl}${href(routes.reports.return)}\n`;

/** What the reporter may expect by when, and how to come back. */
export function Expectations({ report }: { report: ReportRecord }) {
  const { acknowledgeDue, decideDue } = report.clocks;
  return (
    <Section id="expect" title="What to expect by when">
      <DefinitionList
        items={[
          { term: 'A person answers', detail: <Time at={acknowledgeDue} /> },
          ...(decideDue ? [{ term: 'Confirmed, or told why not', detail: <Time at={decideDue} /> }] : []),
          {
            term: 'Come back',
            detail: (
              <>
                At <a href={href(routes.reports.return)}>Return to a report</a> with the code; the number alone opens
                nothing.
              </>
            ),
          },
          {
            term: 'Proof',
            detail: (
              <>
                The signed receipt says that we got exactly this text, when, and where in our audit log. SHA-256 and
                signature can be <a href={href(routes.reports.verifyReceipt)}>checked</a> by anyone.
              </>
            ),
          },
          { term: 'Number', detail: <Mono>{report.number}</Mono> },
        ]}
      />
    </Section>
  );
}
