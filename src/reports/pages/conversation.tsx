// Messages, and the moves that were explained, as one conversation in the order of time.
import { Markdown } from '../../web/ui/markdown.tsx';
import { Message } from '../../web/ui/message.tsx';
import type { Attachment } from '../attachment-store.ts';
import type { ReportMessage, TimelineEntry } from '../conversation-store.ts';
import { FileList } from './report-parts.tsx';

type ConversationProps = {
  readonly entries: readonly TimelineEntry[];
  readonly messages: readonly ReportMessage[];
  readonly files: readonly Attachment[];
  readonly hrefOf: (file: Attachment) => string;
};

/** As the reporter reads it: staff speaks as the team, whoever wrote. */
export function Conversation({ entries, messages, files, hrefOf }: ConversationProps) {
  const said = [
    ...messages.map(({ id, at, role, body, isAutomated }) => ({ id, at, role, body, isAutomated, about: undefined })),
    ...entries.flatMap(({ id, at, role, reason, kind, isAutomated }) =>
      reason === null ? [] : [{ id, at, role, body: reason, isAutomated, about: explained[kind] }],
    ),
  ].sort((a, b) => a.at.getTime() - b.at.getTime() || a.id.localeCompare(b.id));
  if (said.length === 0) return <p class="field-hint">Nothing has been said yet. The first answer will stand here.</p>;
  return (
    <div class="conversation">
      {said.map(({ id, at, role, body, isAutomated, about }) => (
        <Message
          key={id}
          from={speaker(role, isAutomated)}
          at={at}
          audience="shared"
          seenBy={role === 'reporter' ? 'the security team' : 'you'}
          mine={role === 'reporter'}
        >
          {about && <p class="message-about">{about}</p>}
          <Markdown source={body} topLevel={4} />
          <FileList files={files.filter(({ message }) => message === id)} hrefOf={hrefOf} />
        </Message>
      ))}
    </div>
  );
}

/** What a reason belongs to. */
const explained: Readonly<Record<string, string>> = {
  ask: 'A question',
  triage: 'Why it was confirmed',
  accept: 'About the fix',
  mark_fixed: 'About the fix',
  close: 'Why it was closed',
  reopen: 'Why it was opened again',
  appeal: 'Asked for a second look',
  retest: 'About the retest',
  redact: 'Why something was made unreadable',
};

const speaker = (role: TimelineEntry['role'], isAutomated: boolean): string =>
  role === 'reporter'
    ? 'You'
    : role === 'system'
      ? 'Telltale, automatically'
      : isAutomated
        ? 'Security team, automatically'
        : 'Security team';
