// Facts that come from the product itself: what is stored, how the program behaves, what owners can do, how it runs.
import { href, routes } from '../../catalog/routes.ts';
import { ButtonLink, ButtonRow } from '../../web/ui/button.tsx';
import { Disclosure, Section } from '../../web/ui/card.tsx';
import { Markdown } from '../../web/ui/markdown.tsx';
import { Stat, StatRow } from '../../web/ui/stat.tsx';
import { EmptyState, Table } from '../../web/ui/table.tsx';
import { Badge, type Tone } from '../../web/ui/text.tsx';
import { Time } from '../../web/ui/time.tsx';
import { type MvspAnswer, mvspWords } from '../content/mvsp.ts';
import type { TrustView } from '../view/trust-view.ts';
import { promiseWords, urgencyWords } from '../view/trust-words.ts';

export function DataSection({ view }: { view: TrustView }) {
  const sum = (of: keyof TrustView['data'][number]['counts']) =>
    view.data.reduce((total, { counts }) => total + counts[of], 0);
  return (
    <Section
      id="data"
      title="What is stored"
      intro={
        <p>
          Read a moment ago from the database itself: every column there says its class, why it exists, and how long it
          is kept. A change of the database changes this table.
        </p>
      }
    >
      <StatRow>
        <Stat label="Columns sealed" value={String(sum('sealed'))} note="AES-256-GCM, a key per person or thing" />
        <Stat label="Hashed" value={String(sum('hashed'))} note="To be found again, never read" />
        <Stat label="Personal, in the clear" value={String(sum('personal'))} note="What the database has to read" />
        <Stat label="Neither" value={String(sum('public'))} note="Opaque ids, states, times" />
      </StatRow>
      <Disclosure summary="By part of the product">
        <Table
          caption="What each part keeps"
          captionHidden
          rows={view.data}
          rowKey={({ name }) => name}
          columns={[
            { key: 'part', label: 'Part', main: true, cell: ({ about }) => about },
            { key: 'sealed', label: 'Sealed', numeric: true, cell: ({ counts }) => counts.sealed },
            { key: 'hashed', label: 'Hashed', numeric: true, cell: ({ counts }) => counts.hashed },
            { key: 'personal', label: 'Personal', numeric: true, cell: ({ counts }) => counts.personal },
            { key: 'public', label: 'Neither', numeric: true, cell: ({ counts }) => counts.public },
          ]}
        />
      </Disclosure>
      <p>
        <a href={href(routes.trust.data)}>Every column, with its purpose and how long it is kept</a>
      </p>
    </Section>
  );
}

export function ProgramSection({ view }: { view: TrustView }) {
  return (
    <Section
      id="program"
      title="Disclosure program"
      intro={<p>Anybody may look for weaknesses here and tell us. What we promised, beside what we did in 90 days:</p>}
    >
      <Table
        caption="Promises and what was done"
        captionHidden
        rows={view.program.promises}
        rowKey={({ kind }) => kind}
        columns={[
          { key: 'promise', label: 'We promise', main: true, cell: ({ kind }) => promiseWords[kind] },
          { key: 'promised', label: 'Within', cell: ({ promised }) => promised },
          {
            key: 'done',
            label: 'Done, median',
            cell: ({ done }) => (done ? `${done.words}; ${done.within} of ${done.sample} in time` : 'Too few to say'),
          },
        ]}
      />
      <ButtonRow>
        <ButtonLink href={href(routes.program.show)}>Read the program</ButtonLink>
        <ButtonLink href={href(routes.record.statistics)}>Count the figures again</ButtonLink>
      </ButtonRow>
    </Section>
  );
}

export function PrivacySection() {
  return (
    <Section id="privacy" title="Privacy">
      <ul class="trust-sentences">
        <li>
          Owners see <a href={href(routes.privacy.log)}>every read of their cars</a>: who, what, when, and for what.
        </li>
        <li>
          They <a href={href(routes.privacy.home)}>take access back</a> with one click.
        </li>
        <li>
          Everybody asks for a copy, a correction, a restriction or an erasure of what is kept of them{' '}
          <a href={href(routes.rights.home)}>on one page</a>, and sees there until when they have an answer.
        </li>
        <li>
          What an application is told of them is written in the{' '}
          <a href={href(routes.connect.ownerPolicy)}>policy for owners</a>, which is part of each consent.
        </li>
        <li>This page sets no cookie, loads nothing from elsewhere, and counts nobody.</li>
      </ul>
    </Section>
  );
}

export function UpdatesSection({ view }: { view: TrustView }) {
  return (
    <Section
      id="updates"
      title="Updates"
      intro={
        <p>
          <a href={href(routes.newsletter.subscribe, undefined, { topics: 'updates' })}>Have them mailed</a>, or follow
          them as <a href={href(routes.trust.updatesAtom)}>Atom</a> and{' '}
          <a href={href(routes.trust.updatesFeed)}>JSON Feed</a>, with every change of sub-processors.
        </p>
      }
    >
      {view.updates.length === 0 ? (
        <EmptyState title="No updates yet" icon="inbox" />
      ) : (
        view.updates.map(one => (
          <article key={one.id} id={`update-${one.id}`} class="trust-update">
            <h3>{one.title}</h3>
            <p class="field-hint">
              {one.publishedAt !== null && <Time at={new Date(one.publishedAt)} show="date" />}{' '}
              {one.urgency !== 'info' && <Badge tone="attention">{urgencyWords[one.urgency]}</Badge>}{' '}
              {one.isExample && <Badge tone="attention">Example</Badge>}
            </p>
            <Markdown source={one.body} topLevel={4} />
          </article>
        ))
      )}
    </Section>
  );
}

const answerTones: Readonly<Record<MvspAnswer['answer'], Tone>> = {
  met: 'good',
  partly: 'attention',
  'not-met': 'bad',
  unanswered: 'neutral',
};

export function QuestionsSection({ view }: { view: TrustView }) {
  const met = view.mvsp.filter(({ answer }) => answer === 'met').length;
  const given = view.answers.filter(({ standing }) => standing === 'given').length;
  return (
    <Section
      id="questions"
      title="Questionnaires"
      intro={
        <p>
          Answers to the 25 points of the Minimum Viable Secure Product baseline, from the claims above alone: {met} are
          met right now. <a href={href(routes.trust.questionsCsv)}>As a spreadsheet (CSV)</a>
        </p>
      }
    >
      <ButtonRow>
        <ButtonLink href={`${href(routes.trust.questions)}#sheet`}>Have your own spreadsheet answered</ButtonLink>
        <ButtonLink href={href(routes.trust.questions)}>
          {given === 0 ? 'Questions and answers' : `Read ${given === 1 ? 'the answer' : `${given} answers`}`}
        </ButtonLink>
      </ButtonRow>
      <Disclosure summary="All 25 answers">
        <Table
          caption="Minimum Viable Secure Product, version 3"
          captionHidden
          rows={view.mvsp}
          rowKey={({ point }) => point}
          columns={[
            { key: 'point', label: 'Point', narrow: true, cell: ({ point }) => point },
            { key: 'asks', label: 'Asks for', main: true, cell: ({ asks }) => asks },
            {
              key: 'answer',
              label: 'Answer',
              cell: ({ answer }) => <Badge tone={answerTones[answer]}>{mvspWords[answer]}</Badge>,
            },
            {
              key: 'because',
              label: 'Rests on',
              cell: ({ controls }) =>
                controls.length === 0
                  ? 'No claim speaks of it'
                  : controls.map((id, index) => (
                      <span key={id}>
                        {index > 0 && ', '}
                        <a href={`#control-${id}`}>{id}</a>
                      </span>
                    )),
            },
          ]}
        />
      </Disclosure>
    </Section>
  );
}

export function StatusSection({ view, isReady }: { view: TrustView; isReady: boolean }) {
  const { failing, stale } = view.summary;
  const wrong = [
    ...(failing > 0 ? [`${counted(failing, 'claim is', 'claims are')} not true right now`] : []),
    ...(stale > 0 ? [`${counted(stale, 'claim was', 'claims were')} not checked lately`] : []),
  ];
  return (
    <Section id="status" title="Status">
      <p>
        {isReady
          ? 'Database and keys answer at this moment.'
          : 'The database or the keys do not answer at this moment.'}{' '}
        {wrong.length === 0 ? 'No claim is broken or too old.' : `${wrong.join(', and ')}.`}{' '}
        <a href={href(routes.health.ready)}>For monitoring</a>
      </p>
    </Section>
  );
}

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

const machineFiles = [
  [routes.trust.json, 'JSON', 'everything on this page'],
  [routes.trust.markdown, 'Markdown', 'the same, to keep'],
  [routes.trust.oscalComponent, 'OSCAL component definition', 'what is promised'],
  [routes.trust.oscalResults, 'OSCAL assessment results', 'what was found'],
  [routes.trust.questionsCsv, 'MVSP answers', 'as CSV'],
  [routes.trust.calendar, 'Calendar', 'what is due when'],
  [routes.trust.updatesAtom, 'Atom feed', 'updates and sub-processors'],
  [routes.trust.index, 'Index', 'where programs find all of this'],
] as const;

export function ToolsSection({ view }: { view: TrustView }) {
  return (
    <Section
      id="tools"
      title="For your tools"
      intro={<p>Written from the same rows as this page, at the moment they are asked for.</p>}
    >
      <ul class="tool-list">
        {machineFiles.map(([route, name, about]) => (
          <li key={route.path}>
            <a href={href(route)}>{name}</a>
            <span>{about}</span>
          </li>
        ))}
      </ul>
      {view.edition && (
        <p class="field-hint">
          A badge of all claims, for your own pages:{' '}
          <img class="claims-badge" src={href(routes.trust.badge, { id: 'claims' })} alt="Claims checked" height="24" />
        </p>
      )}
    </Section>
  );
}
