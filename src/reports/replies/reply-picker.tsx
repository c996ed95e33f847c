// Puts one of the team's replies into the form around it: by its button without script, at once with it.
import { Button } from '../../web/ui/button.tsx';
import { Select } from '../../web/ui/choice.tsx';
import { languageName } from '../queue/queue-words.ts';
import type { CloseReason } from '../report-snapshot.ts';
import type { FilledReply } from './fill-replies.ts';

/** The field in which a form says which reply it wants put into its text. */
export const REPLY = 'reply';
/** The button that says so. */
export const INSERT = 'insert';

/** Those for this closing and those for any message; nothing when there are none. */
export function ReplyPicker({ replies, reason }: { replies: readonly FilledReply[]; reason: CloseReason | null }) {
  const fitting = replies.filter(reply => reply.reason === reason || (reason !== null && reply.reason === null));
  if (fitting.length === 0) return null;
  return (
    <div class="side-line reply-picker" data-island="reply-picker">
      <Select
        name={REPLY}
        label="A reply of the team’s"
        placeholder="Choose one"
        options={fitting.map(({ id, name, language }) => ({ value: id, label: `${name} (${languageName(language)})` }))}
      />
      <Button size="small" name={INSERT} value="yes" formNoValidate>
        Put it in
      </Button>
      {fitting.map(({ id, text }) => (
        <template key={id} data-reply={id}>
          {text}
        </template>
      ))}
    </div>
  );
}

/** The text of a form after the chosen reply was put below what was typed; as typed when none was chosen. */
export function withReply(
  replies: readonly FilledReply[],
  fields: Readonly<Record<string, string | undefined>>,
): string {
  const typed = fields['text'] ?? '';
  const reply = replies.find(({ id }) => id === fields[REPLY]);
  if (!reply) return typed;
  return typed.trim() === '' ? reply.text : `${typed.trimEnd()}\n\n${reply.text}`;
}
