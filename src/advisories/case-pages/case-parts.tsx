// Parts that the staff's page of a case and a participant's page have in common.
import type { ComponentChildren } from 'preact';
import { Card, Disclosure, Section } from '../../web/ui/card.tsx';
import { Icon } from '../../web/ui/icons.tsx';
import { Markdown } from '../../web/ui/markdown.tsx';
import { Message } from '../../web/ui/message.tsx';
import { type Column, Table } from '../../web/ui/table.tsx';
import { Badge, Mono } from '../../web/ui/text.tsx';
import { Timeline } from '../../web/ui/timeline.tsx';
import type { CaseEntry, CaseMessage, Participant, Vulnerability } from '../cases/case-record.ts';
import { entryTitle, factWords, justificationWords, progressWords, roleWords } from '../cases/case-words.ts';
import type { CaseView } from '../cases/load-case.ts';
import { type CaseFact, caseFactNames, type FactHistory } from '../machines/case-facts.ts';
import { Zoned } from './embargo-card.tsx';
import { StatusBadge } from './status-form.tsx';

/** The six facts as a row of letters, for lists; read out in words. */
export function FactLetters({ facts }: { facts: FactHistory }) {
  const known = caseFactNames.filter(fact => facts.includes(fact));
  return (
    <span class="fact-letters">
      <span class="visually-hidden">{known.map(fact => factWords[fact].yes).join(', ') || 'Nothing yet'}</span>
      {caseFactNames.map(fact => (
        <span
          key={fact}
          aria-hidden="true"
          class={facts.includes(fact) ? `fact fact-on fact-${fact}` : 'fact'}
          title={factWords[fact].yes}
        >
          {facts.includes(fact) ? fact : fact.toLowerCase()}
        </span>
      ))}
    </span>
  );
}

type FactsProps = { facts: FactHistory; actionOf?: ((fact: CaseFact) => ComponentChildren) | undefined };

/** The six facts in words. */
export function FactsCard({ facts, actionOf }: FactsProps) {
  return (
    <Card title="What is true by now">
      <ul class="fact-list">
        {caseFactNames.map(fact => {
          const isTrue = facts.includes(fact);
          return (
            <li key={fact} class={isTrue ? `is-true fact-${fact}` : ''}>
              <Icon name={isTrue ? 'circle-check' : 'minus'} />
              <span>{isTrue ? factWords[fact].yes : factWords[fact].no}</span>
              {!isTrue && actionOf?.(fact)}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

/** What the case is about. */
export function About({ view, children }: { view: CaseView; children?: ComponentChildren }) {
  const { found, vulnerabilities } = view;
  return (
    <Section id="about" title="What it is about">
      {found.summary ? (
        <Markdown source={found.summary} topLevel={3} />
      ) : (
        <p class="field-hint">No description has been written yet.</p>
      )}
      {vulnerabilities.length > 1 && (
        <ul class="vulnerability-list">
          {vulnerabilities.map((one, index) => (
            <li key={one.id}>
              <p>
                <span class="vulnerability-mark">{markOf(index)}</span> <strong>{one.title}</strong>{' '}
                {one.cve && <Mono>{one.cve}</Mono>}
              </p>
              {one.description && one.description !== found.summary && (
                <Markdown source={one.description} topLevel={4} />
              )}
            </li>
          ))}
        </ul>
      )}
      {children}
    </Section>
  );
}

/** V1, V2: how a vulnerability is called where its title is too long. */
const markOf = (index: number): string => `V${index + 1}`;

type PartiesProps = { view: CaseView; hrefOf?: (participant: Participant) => string };

/** Everybody in the case, how far each is, and what each says about each vulnerability. */
export function Parties({ view, hrefOf }: PartiesProps) {
  const { participants, vulnerabilities, statuses, me } = view;
  const columns: Column<Participant>[] = [
    {
      key: 'party',
      label: 'Party',
      main: true,
      cell: one => (
        <>
          {hrefOf ? <a href={hrefOf(one)}>{one.name}</a> : one.name}{' '}
          {one.id === me.id && !view.isStaff && <Badge>you</Badge>}
          <span class="party-roles">{one.roles.map(role => roleWords[role].label).join(', ')}</span>
        </>
      ),
    },
    { key: 'progress', label: 'Progress', narrow: true, cell: one => progressWords[one.progress].label },
    ...vulnerabilities.map(
      (vulnerability: Vulnerability, index): Column<Participant> => ({
        key: vulnerability.id,
        label: vulnerabilities.length > 1 ? markOf(index) : 'Status',
        cell: one => {
          const said = statuses.find(
            status => status.participant === one.id && status.vulnerability === vulnerability.id,
          );
          return (
            <>
              <StatusBadge status={said?.status ?? 'unknown'} />
              {said?.justification && <span class="party-roles">{justificationWords[said.justification]}</span>}
            </>
          );
        },
      }),
    ),
    {
      key: 'embargo',
      label: 'Keeps the embargo',
      narrow: true,
      cell: one => (one.isOwner || one.agreedAt ? 'Yes' : <span class="case-hint">not said</span>),
    },
  ];
  return (
    <Table
      caption="Who takes part"
      captionHidden
      columns={columns}
      rows={participants.filter(({ removedAt }) => !removedAt)}
      rowKey={({ id }) => id}
      {...(hrefOf && { rowHref: hrefOf })}
    />
  );
}

/** What parties want to be published about themselves. */
export function Statements({ view }: { view: CaseView }) {
  const written = view.participants.filter(({ statement, removedAt }) => statement !== null && !removedAt);
  if (written.length === 0) return null;
  return (
    <Disclosure summary={`Statements for the advisory (${written.length})`}>
      {written.map(({ id, name, statement }) => (
        <div key={id} class="party-statement">
          <p>
            <strong>{name}</strong>
          </p>
          <Markdown source={statement ?? ''} topLevel={4} />
        </div>
      ))}
    </Disclosure>
  );
}

/** The conversation, with what is new since the last visit marked. */
export function Conversation({ view }: { view: CaseView }) {
  const { messages, seenBefore, me, isStaff, vulnerabilityOf, owner, nameOf, vulnerabilities } = view;
  if (messages.length === 0) return <p class="field-hint">Nobody has written yet.</p>;
  const isMine = (message: CaseMessage): boolean => message.participant === me.id;
  return (
    <div class="conversation">
      {messages.map(message => (
        <Message
          key={message.id}
          from={speakerOf(view, message)}
          at={message.at}
          audience={message.audience === 'internal' ? 'internal' : 'shared'}
          seenBy={
            message.audience === 'everyone'
              ? 'everybody in the case'
              : message.audience === 'private'
                ? `${nameOf(message.partner)} and ${owner.name} alone`
                : 'the parties'
          }
          mine={isMine(message)}
        >
          {(vulnerabilities.length > 1 || (seenBefore && message.at > seenBefore && !isMine(message))) && (
            <p class="message-about">
              {seenBefore && message.at > seenBefore && !isMine(message) && <Badge tone="attention">New</Badge>}{' '}
              {message.vulnerability &&
                vulnerabilities.length > 1 &&
                `About: ${vulnerabilityOf(message.vulnerability)}`}
            </p>
          )}
          <Markdown
            source={message.body}
            topLevel={4}
            links={isStaff && message.participant !== owner.id ? 'text' : 'open'}
          />
        </Message>
      ))}
    </div>
  );
}

/** Staff by name to staff, as the team to participants; participants by their name. */
function speakerOf({ isStaff, nameOf, owner }: CaseView, { participant, author }: CaseMessage): string {
  if (participant !== owner.id) return nameOf(participant);
  return isStaff ? `${nameOf(author)}, ${owner.name}` : owner.name;
}

/** What happened so far, messages left out: they stand above. */
export function Story({ view }: { view: CaseView }) {
  const { entries, nameOf, vulnerabilityOf, isStaff, owner } = view;
  return (
    <Section id="story" title="Story">
      <Timeline
        label="What happened so far"
        items={entries
          .filter(({ kind }) => kind !== 'message')
          .map(entry => ({
            id: entry.id,
            title: entryTitle(entry, { nameOf, vulnerabilityOf }),
            state: 'past' as const,
            at: entry.at,
            ...nameWho(entry),
            text: <Detail entry={entry} />,
          }))}
      />
    </Section>
  );

  /** Who did it, unless the line begins with them already. */
  function nameWho(entry: CaseEntry): { who?: string } {
    const who = whoOf(entry);
    return entryTitle(entry, { nameOf, vulnerabilityOf }).startsWith(who) ? {} : { who };
  }

  function whoOf(entry: CaseEntry): string {
    const who = entry.actor.startsWith('system:')
      ? 'Telltale'
      : entry.participant === owner.id
        ? isStaff
          ? nameOf(entry.actor)
          : owner.name
        : nameOf(entry.participant);
    return entry.audience === 'internal' ? `${who}, internal` : who;
  }
}

function Detail({ entry: { details, note } }: { entry: CaseEntry }) {
  const { until, zone } = details;
  if (until === undefined && note === null) return null;
  return (
    <>
      {until !== undefined && zone !== undefined && (
        <p>
          Until <Zoned until={{ at: new Date(until), zone }} />
        </p>
      )}
      {note !== null && <p class="story-note">{note}</p>}
    </>
  );
}
