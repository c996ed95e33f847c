// Picks signals of the catalog twice: which of them make an event when they change, and which every event carries.
import { type SignalId, signals } from '../../catalog/signals.ts';
import { Disclosure } from '../../web/ui/card.tsx';
import { GroupFrame } from '../../web/ui/field-frame.tsx';
import { Table } from '../../web/ui/table.tsx';
import { Mono } from '../../web/ui/text.tsx';
import { hookSignals } from '../webhook.ts';

type Props = {
  readonly triggers: readonly string[];
  readonly data: readonly string[];
  readonly error: string | undefined;
};

/** Groups as in API v3; those with something chosen stand open, and one to begin with. */
export function SignalPicker({ triggers, data, error }: Props) {
  const groups = Map.groupBy(hookSignals, id => signals[id].v3?.group ?? '');
  const isChosen = (id: string) => triggers.includes(id) || data.includes(id);
  const isEmpty = triggers.length === 0 && data.length === 0;
  return (
    <GroupFrame
      id="field-triggers"
      label="Signals"
      hint="A trigger makes an event when it changes. Every event carries all triggers and all signals that are included. Cars whose owner did not grant a permission tell nothing of it."
      error={error}
      describedBy={error === undefined ? 'field-triggers-hint' : 'field-triggers-hint field-triggers-error'}
      required
    >
      <div>
        {[...groups].map(([group, ids]) => {
          const count = ids.filter(isChosen).length;
          return (
            <Disclosure
              key={group}
              look="drawer"
              open={count > 0 || (isEmpty && group === 'TractionBattery')}
              summary={count === 0 ? groupName(group) : `${groupName(group)} (${count} chosen)`}
            >
              <Table
                caption={groupName(group)}
                captionHidden
                dense
                rows={ids}
                rowKey={id => id}
                columns={[
                  { key: 'signal', label: 'Signal', main: true, cell: id => signals[id].label },
                  { key: 'code', label: 'Code', cell: id => <Mono>{signals[id].v3?.code}</Mono> },
                  { key: 'permission', label: 'Permission', cell: id => <Mono>{signals[id].permission}</Mono> },
                  {
                    key: 'trigger',
                    label: 'Trigger',
                    narrow: true,
                    cell: id => <Box name="triggers" id={id} what="Trigger" checked={triggers.includes(id)} />,
                  },
                  {
                    key: 'include',
                    label: 'Include',
                    narrow: true,
                    cell: id => <Box name="data" id={id} what="Include" checked={isChosen(id)} />,
                  },
                ]}
              />
            </Disclosure>
          );
        })}
      </div>
    </GroupFrame>
  );
}

type BoxProps = { readonly name: string; readonly id: SignalId; readonly what: string; readonly checked: boolean };

const Box = ({ name, id, what, checked }: BoxProps) => (
  <span class="choice">
    <input type="checkbox" name={name} value={id} checked={checked} aria-label={`${what}: ${signals[id].label}`} />
  </span>
);

/** `TractionBattery` as words. */
const groupName = (group: string): string => {
  const words = group.replace(/(?<=[a-z])(?=[A-Z])/g, ' ');
  return words === words.toUpperCase() ? words : words.charAt(0) + words.slice(1).toLowerCase();
};
