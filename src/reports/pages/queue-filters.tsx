// The filters of the queue, as one line of a plain GET form.
import { href, routes } from '../../catalog/routes.ts';
import type { CurrentProgram } from '../../program/index.ts';
import { Button } from '../../web/ui/button.tsx';
import { Icon } from '../../web/ui/icons.tsx';
import {
  endedStates,
  isFiltered,
  openStates,
  type QueueQuery,
  queueOrders,
  writeQueueQuery,
} from '../triage/queue-view.ts';
import { stateNames } from '../triage/staff-words.ts';

type QueueFiltersProps = {
  query: QueueQuery;
  program: CurrentProgram;
  people: readonly { readonly id: string; readonly name: string }[];
};

const orderWords = { due: 'What is due first', newest: 'Newest first', priority: 'Worst first' } as const;

export function QueueFilters({ query, program, people }: QueueFiltersProps) {
  const states = query.view === 'closed' ? endedStates : openStates;
  return (
    <form class="filter-line" action={href(routes.reports.queue)} method="get" aria-label="Filters">
      {query.view !== 'open' && <input type="hidden" name="view" value={query.view} />}
      <Pick
        name="state"
        label="State"
        value={query.state}
        any="Any state"
        options={states.map(state => [state, stateNames[state]])}
      />
      <Pick
        name="priority"
        label="Priority"
        value={query.priority === null ? null : String(query.priority)}
        any="Any priority"
        options={[1, 2, 3, 4, 5].map(level => [String(level), `P${level}`])}
      />
      <Pick
        name="target"
        label="Target"
        value={query.target}
        any="Any target"
        options={program.targets.map(({ id, name }) => [id, name])}
      />
      {query.view !== 'mine' && (
        <Pick
          name="assignee"
          label="Who has it"
          value={query.assignee}
          any="Anybody"
          options={[['nobody', 'Nobody'], ...people.map(({ id, name }): [string, string] => [id, name])]}
        />
      )}
      {query.view !== 'overdue' && query.view !== 'closed' && (
        <Pick
          name="due"
          label="Due"
          value={query.due}
          any="Due anytime"
          options={[
            ['late', 'Overdue'],
            ['soon', 'Within 2 days'],
          ]}
        />
      )}
      <Pick
        name="order"
        label="Order"
        value={query.order}
        options={queueOrders.map(order => [order, orderWords[order]])}
      />
      <Button size="small" icon="filter">
        Filter
      </Button>
      {isFiltered(query) && (
        <a href={href(routes.reports.queue, undefined, { view: writeQueueQuery(query)['view'] })}>Clear</a>
      )}
    </form>
  );
}

type PickProps = {
  name: string;
  label: string;
  value: string | null;
  any?: string;
  options: readonly (readonly [string, string])[];
};

/** A select that fits on a line; its label is for screen readers, the chosen words say the rest. */
function Pick({ name, label, value, any, options }: PickProps) {
  return (
    <span class={value !== null && any !== undefined ? 'filter filter-on' : 'filter'}>
      <select name={name} aria-label={label}>
        {any !== undefined && <option value="">{any}</option>}
        {options.map(([key, words]) => (
          <option key={key} value={key} selected={key === value}>
            {words}
          </option>
        ))}
      </select>
      <Icon name="chevron-down" size={14} />
    </span>
  );
}
