// What an edition changes, as a list: before it is published, and in the history.
import { Badge } from '../../web/ui/text.tsx';
import type { EditionChange } from '../content/compare-editions.ts';
import { kindWords } from '../content/content.ts';

const tones = { added: 'good', changed: 'info', removed: 'bad' } as const;

export function ChangeList({ changes }: { changes: readonly EditionChange[] }) {
  if (changes.length === 0) return <p>Nothing differs.</p>;
  return (
    <ul class="trust-changes">
      {changes.map(({ what, kind, id, name, fields }) => (
        <li key={`${kind} ${id}`}>
          <p>
            <Badge tone={tones[what]}>{what}</Badge> {kindWords[kind].one}: {name}
          </p>
          {fields.map(field => (
            <p key={field.name} class="change-field">
              <span class="field-hint">{field.name}</span> <del>{field.before}</del> <ins>{field.after}</ins>
            </p>
          ))}
        </li>
      ))}
    </ul>
  );
}
