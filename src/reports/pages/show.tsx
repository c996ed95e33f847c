// The reporter's page of a report: where it stands, who owes what by when, what was said, and its proofs.
import { href, routes } from '../../catalog/routes.ts';
import { reporter } from '../../core/http/access.ts';
import { type Answer, html } from '../../core/http/answer.ts';
import { defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { currentProgram, scoreVector } from '../../program/index.ts';
import { SitePage } from '../../web/frames.tsx';
import { renderPage } from '../../web/render.tsx';
import { Button, ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Disclosure, Section } from '../../web/ui/card.tsx';
import { FileInput } from '../../web/ui/choice.tsx';
import { Form, FormErrors, TextArea } from '../../web/ui/form.tsx';
import type { FieldErrors, FormValues } from '../../web/ui/form-state.ts';
import { Callout, Severity } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { Timeline } from '../../web/ui/timeline.tsx';
import { longestMessage } from '../add-to-conversation.ts';
import { type Attachment, listAttachments } from '../attachment-store.ts';
import { ClaimList, filesBeside } from '../claims/claim-list.tsx';
import { listEntries, listMessages } from '../conversation-store.ts';
import { EvidenceFile } from '../evidence/evidence-file.tsx';
import { loadEvidence } from '../evidence/load-evidence.ts';
import { duplicateNews } from '../inclusion/duplicate-news.tsx';
import { acceptedWords, evidenceLimits } from '../intake/evidence-file.ts';
import { ownPlaces } from '../redaction/ask-for-redaction.ts';
import { AskRedaction, RedactedNote } from '../redaction/pages/own-redaction.tsx';
import { listRedactions } from '../redaction/redaction-store.ts';
import { dueOf, journeyOf, reachedStates } from '../report-journey.ts';
import type { ReportRecord } from '../report-record.ts';
import { allowedMoves } from '../report-state.ts';
import { describeState, type StateWords } from '../report-state-words.ts';
import { readOwnReport } from '../reporter/read-own-report.ts';
import { OwnRetest } from '../retests/pages/own-retest.tsx';
import { findAskOf } from '../retests/retest-store.ts';
import { Conversation } from './conversation.tsx';
import { FileList, fileSize, ReportContent, StateBadge } from './report-parts.tsx';
import { Proofs } from './show-proofs.tsx';

export const showRoute = defineRoute({
  method: 'GET',
  at: routes.reports.show,
  access: reporter(),
  limit: 'page',
  summary: 'A report as its reporter sees it: state, what is owed by when, messages, proofs.',
  handle: async context => showReport(context, await readOwnReport(context.kernel, context.actor, context.params.id)),
});

/** What a form on the page came back with. */
export type ShowState = {
  readonly form?: 'reply' | 'files' | 'retest' | 'redaction';
  readonly values?: FormValues;
  readonly errors?: FieldErrors;
};

type PageContext = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;

/** The page; with errors its status is 422 and what was typed is still there. */
export async function showReport(context: PageContext, report: ReportRecord, state: ShowState = {}): Promise<Answer> {
  const { kernel, actor } = context;
  // The reporter's side, also for staff who sent a report themselves: what is internal stays out.
  const self = { kind: 'receipt-holder', report: report.id } as const;
  const [program, entries, messages, files, evidence, news, ask, redactions, redactable] = await Promise.all([
    currentProgram(kernel),
    listEntries(kernel, self, report.id),
    listMessages(kernel, self, report.id),
    listAttachments(kernel, self, report.id),
    loadEvidence(kernel, report.id),
    duplicateNews(kernel, report),
    findAskOf(kernel, report.id),
    listRedactions(kernel, report.id),
    ownPlaces(kernel, report),
  ]);
  const now = kernel.clock.now();
  const words = describeState(report.snapshot);
  const due = dueOf(report, words.clock);
  const moves = allowedMoves(report.snapshot, { id: `reporter:${report.id}`, roles: ['reporter'] }, now);
  const may = (kind: string) => moves.some(offer => offer.kind === kind);
  const { id, content } = report;
  const { claims = [] } = content;
  return html(
    renderPage(
      <SitePage shell={shell(context)} title={`${report.number} ${report.title}`}>
        <header class="report-head">
          <p class="report-number">
            {report.number} <StateBadge report={report} label={words.label} />
          </p>
          <h1>{report.title}</h1>
          {actor.kind === 'receipt-holder' && <LeaveNote />}
        </header>
        <NowCard words={words} due={due} now={now} asked={words.owes === 'reporter'} />
        <OwnRetest
          report={id}
          ask={ask}
          mayCheck={may('retest')}
          roomForFiles={evidenceLimits.files - files.length}
          form={state.form === 'retest' ? state : {}}
          now={now}
        />
        <Section id="way" title="Where it stands">
          <Timeline
            label="Where it stands"
            items={journeyOf(report, reachedStates(entries)).map(step => ({
              id: step.id,
              title: step.title,
              state: step.state,
              at: step.at ?? undefined,
              due: step.state === 'present' && step.at && step.at < now ? 'late' : undefined,
            }))}
          />
        </Section>
        {news}
        <Section
          id="messages"
          title="Messages"
          intro={<p>Between you and the security team. Nobody else reads them.</p>}
        >
          <Conversation entries={entries} messages={messages} files={files} hrefOf={file => fileHref(file)} />
          <ReplyForm
            id={id}
            state={state}
            written={messages.length}
            isQuestion={report.state === 'needs_info' && words.owes === 'reporter'}
          />
          <AddFilesForm id={id} state={state} files={files} />
          <AskRedaction report={id} places={redactable} form={state.form === 'redaction' ? state : {}} />
        </Section>
        <div>
          <Disclosure summary="What you sent" look="drawer">
            <RedactedNote log={redactions} />
            <ReportContent
              text={{ ...content, target: content.target.typed }}
              program={program}
              severity={content.severity}
              urgency={content.urgency}
              cvss={sentCvss(content.severity.cvss[0])}
              priority={null}
            />
            <ClaimList
              claims={claims}
              files={files}
              showFile={file => (
                <EvidenceFile file={file} view={evidence(file.file)} size={fileSize(file.size)} href={fileHref(file)} />
              )}
            />
            {report.assessedAt && report.priority !== null && (
              <p>
                The team judges it as <Severity level={report.priority} />, since{' '}
                <Time at={report.assessedAt} show="date" />.
              </p>
            )}
            <FileList files={filesBeside(claims, files).filter(({ message }) => message === null)} hrefOf={fileHref} />
          </Disclosure>
          <Proofs report={report} isRedacted={redactions.length > 0} />
        </div>
        <ButtonRow>
          {may('appeal') && (
            <ButtonLink href={href(routes.reports.appeal, { id })} icon="refresh-cw">
              Ask for a second look
            </ButtonLink>
          )}
          {moves.some(offer => offer.reason === 'withdrawn') && (
            <ButtonLink href={href(routes.reports.withdraw, { id })}>Withdraw report</ButtonLink>
          )}
        </ButtonRow>
      </SitePage>,
    ),
    { status: state.errors ? 422 : 200 },
  );
}

function sentCvss(vector: string | undefined): { vector: string; score: number } | null {
  const scored = vector === undefined ? undefined : scoreVector(vector);
  return scored?.ok ? { vector: scored.vector, score: scored.score } : null;
}

const fileHref = ({ report, file }: Attachment): string => href(routes.reports.file, { id: report, file });

const LeaveNote = () => (
  <form class="leave-note" action={href(routes.reports.leave)} method="post">
    <span>You are here with a receipt code.</span>
    <Button size="small" icon="log-out">
      Close this report
    </Button>
  </form>
);

const debtors: Readonly<Record<StateWords['owes'], string>> = {
  reporter: 'You',
  triager: 'The security team',
  owner: 'The team that owns the target',
  thirdparty: 'Another company',
  nobody: 'Nobody',
};

/** The present in two sentences, who owes what, by when. */
function NowCard({ words, due, now, asked }: { words: StateWords; due: Date | null; now: Date; asked: boolean }) {
  return (
    <Callout tone={asked ? 'attention' : 'info'} title={words.sentence}>
      <p>{words.next}</p>
      {words.owes !== 'nobody' && (
        <p>
          <strong>{debtors[words.owes]}</strong> {words.owes === 'reporter' ? 'have' : 'has'} the next step
          {due && (
            <>
              , by <Time at={due} due={due < now ? 'late' : undefined} />
            </>
          )}
          .
        </p>
      )}
    </Callout>
  );
}

type ReplyProps = { id: string; state: ShowState; written: number; isQuestion: boolean };

function ReplyForm({ id, state, written, isQuestion }: ReplyProps) {
  const mine = state.form === 'reply' ? state : {};
  // The draft is named by how much was written so far, so that what was sent doesn't come back.
  return (
    <Form
      id="reply"
      action={href(routes.reports.reply, { id })}
      values={mine.values}
      errors={mine.errors}
      draft={`reply-${id}-${written}`}
      label="Write a message"
    >
      <FormErrors kept="Your text was kept." />
      <TextArea
        name="text"
        label={isQuestion ? 'Your answer' : 'Write to the team'}
        hint="Markdown works."
        rows={4}
        maxLength={longestMessage}
        required
      />
      <ButtonRow>
        <Button icon="send" kind={isQuestion ? 'primary' : 'quiet'}>
          {isQuestion ? 'Send answer' : 'Send message'}
        </Button>
      </ButtonRow>
    </Form>
  );
}

function AddFilesForm({ id, state, files }: { id: string; state: ShowState; files: readonly Attachment[] }) {
  const mine = state.form === 'files' ? state : {};
  const left = evidenceLimits.files - files.length;
  return (
    <Disclosure summary="Add files" open={mine.errors !== undefined}>
      <Form id="files" action={href(routes.reports.addFiles, { id })} errors={mine.errors} multipart label="Add files">
        <FormErrors />
        <FileInput
          name="evidence"
          label="Files"
          multiple
          maxFiles={left}
          maxBytes={evidenceLimits.bytesEach}
          disabled={left <= 0}
          hint={`${acceptedWords}. ${left > 0 ? `Room for ${left} more.` : 'The report has as many files as it can.'}`}
        />
        <ButtonRow>
          <Button icon="paperclip" disabled={left <= 0}>
            Add files
          </Button>
        </ButtonRow>
      </Form>
    </Disclosure>
  );
}
