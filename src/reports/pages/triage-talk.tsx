// The conversation on the page of a report: what the reporter sees and what stays inside, never to be mistaken.
import { href, routes } from '../../catalog/routes.ts';
import { Button, ButtonRow } from '../../web/ui/button.tsx';
import { Section } from '../../web/ui/card.tsx';
import { DraftSent, Form, FormErrors, Hidden, TextArea } from '../../web/ui/form.tsx';
import { Icon } from '../../web/ui/icons.tsx';
import { Markdown } from '../../web/ui/markdown.tsx';
import { Message } from '../../web/ui/message.tsx';
import { Callout } from '../../web/ui/text.tsx';
import { longestMessage } from '../add-to-conversation.ts';
import type { TimelineEntry } from '../conversation-store.ts';
import { ReplyPicker } from '../replies/reply-picker.tsx';
import type { CaseState } from '../triage/case-state.ts';
import type { Case } from '../triage/load-case.ts';
import { entryTitle } from '../triage/staff-words.ts';
import { FileList } from './report-parts.tsx';

type TalkProps = { found: Case; state: CaseState };

/** Messages, notes, and the reasons of moves, in the order of time; below them the two ways to write. */
export function Talk({ found, state }: TalkProps) {
  const { entries, messages, files, nameOf, me, judges, report } = found;
  const said = [
    ...messages.map(({ id, at, role, author, audience, body, isAutomated }) => ({
      id,
      at,
      role,
      author,
      audience,
      body,
      isAutomated,
      about: '',
    })),
    ...entries.flatMap(entry => {
      const { id, at, role, actor: author, audience, reason, isAutomated } = entry;
      return reason === null
        ? []
        : [{ id, at, role, author, audience, body: reason, isAutomated, about: entryTitle(entry, nameOf) }];
    }),
  ].sort((a, b) => a.at.getTime() - b.at.getTime() || a.id.localeCompare(b.id));
  return (
    <Section id="messages" title="Conversation">
      {said.length === 0 && <p class="field-hint">Nobody has written yet.</p>}
      <div class="conversation">
        {said.map(({ id, at, role, author, audience, body, isAutomated, about }) => (
          <Message
            key={id}
            from={speaker(role, isAutomated, nameOf(author))}
            at={at}
            audience={audience === 'internal' ? 'internal' : 'shared'}
            seenBy={role === 'reporter' ? 'the team' : 'the reporter'}
            mine={author === me}
          >
            {about !== '' && <p class="message-about">{about}</p>}
            <Markdown source={body} topLevel={4} links={role === 'reporter' ? 'text' : 'open'} />
            <FileList
              files={files.filter(({ message }) => message === id)}
              hrefOf={({ file }) => href(routes.reports.triageFile, { id: report.id, file })}
            />
          </Message>
        ))}
      </div>
      {judges &&
        (state.doubts ? (
          <Doubts found={found} state={state} doubts={state.doubts} />
        ) : (
          <Writers found={found} state={state} />
        ))}
    </Section>
  );
}

/** Two writers that look as different as what they write. */
function Writers({ found: { report, messages, me, replies }, state }: TalkProps) {
  const { id } = report;
  // A draft is named by how much was written so far, so that what was sent doesn't come back as a draft.
  const draft = (audience: 'reporter' | 'internal', before = 0): string =>
    `${audience}-${id}-${messages.filter(each => each.author === me && each.audience === audience).length - before}`;
  const action = href(routes.reports.message, { id });
  const sent = (form: string) => (state.form === form ? { values: state.fields, errors: state.errors } : {});
  return (
    <div class="writers">
      <DraftSent name={draft('reporter', 1)} />
      <DraftSent name={draft('internal', 1)} />
      <div class="writer">
        <p class="writer-head">
          <Icon name="eye" />
          The reporter sees this
        </p>
        <Form action={action} scope="message" draft={draft('reporter')} label="To the reporter" {...sent('message')}>
          <FormErrors kept="Your text was kept." />
          <Hidden name="audience" value="reporter" />
          <ReplyPicker replies={replies} reason={null} />
          <TextArea
            name="text"
            label="To the reporter"
            hint="Markdown works. If they left an address, a mail says that there is a message, not what it says."
            rows={4}
            maxLength={longestMessage}
            required
          />
          <ButtonRow>
            <Button kind="primary" icon="send">
              Send to the reporter
            </Button>
          </ButtonRow>
        </Form>
      </div>
      <div class="writer writer-internal">
        <p class="writer-head">
          <Icon name="lock" />
          Internal: the reporter does not see this
        </p>
        <Form action={action} scope="note" draft={draft('internal')} label="Internal note" {...sent('note')}>
          <FormErrors kept="Your text was kept." />
          <Hidden name="audience" value="internal" />
          <TextArea
            name="text"
            label="Note for the team"
            hint="Markdown works."
            rows={4}
            maxLength={longestMessage}
            required
          />
          <ButtonRow>
            <Button icon="lock">Keep as internal note</Button>
          </ButtonRow>
        </Form>
      </div>
    </div>
  );
}

/** The question before something leaves that may not be meant to. */
function Doubts({ found: { report }, state, doubts }: TalkProps & { doubts: readonly string[] }) {
  const text = state.fields?.['text'] ?? '';
  return (
    <div class="writer doubts" role="alert" tabIndex={-1} autofocus>
      <Callout tone="attention" title="Is this meant for the reporter?">
        <p>It was not sent yet, because it</p>
        <ul class="reasons">
          {doubts.map(doubt => (
            <li key={doubt}>{doubt}</li>
          ))}
        </ul>
      </Callout>
      <Form action={href(routes.reports.message, { id: report.id })} scope="doubts" values={{ text }} label="To whom">
        <TextArea name="text" label="Your text" rows={6} maxLength={longestMessage} />
        <Hidden name="meant" value="yes" />
        <ButtonRow>
          <Button name="audience" value="internal" icon="lock" kind="primary">
            Keep as internal note
          </Button>
          <Button name="audience" value="reporter" icon="send">
            Send to the reporter all the same
          </Button>
        </ButtonRow>
      </Form>
    </div>
  );
}

function speaker(role: TimelineEntry['role'], isAutomated: boolean, name: string): string {
  if (role === 'reporter') return 'Reporter';
  if (role === 'system') return 'Telltale, automatically';
  return isAutomated ? `${name}, by API token` : name;
}
