// What the frame shows around the form, and after it was sent.
import type { ComponentChildren } from 'preact';
import { href, routes } from '../../catalog/routes.ts';
import type { Kernel } from '../../core/kernel.ts';
import { EmbeddedPage } from '../../web/layout.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { DraftSent } from '../../web/ui/form.tsx';
import { Mono } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { CodeSection, Expectations } from '../pages/sent.tsx';
import type { ReportRecord } from '../report-record.ts';

type FrameProps = {
  readonly kernel: Kernel;
  readonly title: string;
  readonly parent: string | undefined;
  readonly theme: 'light' | 'dark' | undefined;
  readonly children: ComponentChildren;
};

export function FramePage({ kernel: { config, clock }, title, parent, theme, children }: FrameProps) {
  const { operator } = config;
  return (
    <EmbeddedPage
      title={title}
      operator={{ name: operator.name, href: href(routes.site.home) }}
      clock={{ now: clock.now(), timeZone: operator.timeZone }}
      theme={theme}
      parent={parent}
      note={
        <>
          {operator.name} runs this on Telltale. <a href={href(routes.program.show)}>What we promise</a>,{' '}
          <a href={href(routes.reports.submit)}>open the form by itself</a>
        </>
      }
    >
      {children}
    </EmbeddedPage>
  );
}

type SentProps = { readonly report: ReportRecord; readonly code: string; readonly publicUrl: string };

/** Number and receipt code. The report itself opens on our own page, with the code. */
export function SentInFrame({ report, code, publicUrl }: SentProps) {
  return (
    <>
      <header class="report-head">
        <p class="report-number">{report.number}</p>
        <h1>We have your report</h1>
        <p>
          It is encrypted and in the queue of the team. A person answers you by{' '}
          <Time at={report.clocks.acknowledgeDue} />.
        </p>
      </header>
      <CodeSection number={report.number} code={code} publicUrl={publicUrl} />
      <Expectations report={report} />
      <ButtonRow>
        <ButtonLink href={href(routes.reports.return)} kind="primary" icon="arrow-right">
          Open your report with the code
        </ButtonLink>
      </ButtonRow>
      <DraftSent name="report" />
    </>
  );
}

type RefusedProps = {
  readonly title: string;
  readonly advice: string;
  readonly requestId: string;
  /** What the frame's address says of it. */
  readonly query: Readonly<Record<string, string | undefined>>;
};

/** What went wrong, with the ways on: the form anew in the frame, or by itself. */
export function RefusedInFrame({ title, advice, requestId, query }: RefusedProps) {
  return (
    <>
      <h1>{title}</h1>
      <p class="lead">{advice}</p>
      <form action={href(routes.reports.embed)} method="get">
        {Object.entries(query).map(([name, value]) =>
          value === undefined ? null : <input key={name} type="hidden" name={name} value={value} />,
        )}
        <ButtonRow>
          <Button kind="primary">Back to the form</Button>
          <ButtonLink href={href(routes.reports.submit)}>Open the form by itself</ButtonLink>
        </ButtonRow>
      </form>
      <p class="field-hint">
        Request <Mono>{requestId}</Mono>
      </p>
    </>
  );
}
