// The filters of the queue: a plain GET form, so that every way of looking has its address.
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
  reportSources,
  waitsOptions,
  writeQueueQuery,
} from '../queue/queue-query.ts';
import { languageName, orderWords, sourceWords, waitsWords } from '../queue/queue-words.ts';
import { stateNames } from '../triage/staff-words.ts';

type QueueFiltersProps = {
  query: QueueQuery;
  program: CurrentProgram;
  people: readonly { readonly id: string; readonly name: string }[];
  labels: readonly string[];
};

/** The languages that can be told apart. */
const languages = ['en', 'de', 'fr', 'es'] as const;

const rare = ['kind', 'source', 'language', 'label', 'scope', 'unread', 'alike'] as const;

export function QueueFilters({ query, program, people, labels }: QueueFiltersProps) {
  const states = query.view === 'closed' ? endedStates : openStates;
  const used = rare.filter(name => query[name] !== null).length;
  return (
    <form
      class="filter-line"
      action={href(routes.reports.queue)}
      method="get"
      aria-label="Filters"
      data-island="submit-on-change"
    >
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
      {query.view !== 'closed' && (
        <Pick
          name="waits"
          label="Who waits for whom"
          value={query.waits}
          any="Anyone’s turn"
          options={waitsOptions.map(each => [each, waitsWords[each]])}
        />
      )}
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
      <details class="filter-more" open={used > 0}>
        <summary>
          More filters{used > 0 && ` (${used})`} <Icon name="chevron-down" size={14} />
        </summary>
        <div class="filter-line">
          <RarePicks query={query} program={program} labels={labels} />
        </div>
      </details>
      <Pick
        name="order"
        label="Order"
        value={query.order}
        options={queueOrders
          .filter(order => query.view !== 'closed' || order !== 'due')
          .map(order => [order, orderWords[order]])}
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

function RarePicks({ query, program, labels }: Pick<QueueFiltersProps, 'query' | 'program' | 'labels'>) {
  return (
    <>
      <Pick
        name="kind"
        label="Kind of vulnerability"
        value={query.kind}
        any="Any kind"
        options={program.taxonomy.content.map(({ id, name }) => [id, name])}
      />
      <Pick
        name="source"
        label="How it came in"
        value={query.source}
        any="Any door"
        options={reportSources.map(each => [each, sourceWords[each]])}
      />
      <Pick
        name="language"
        label="Language"
        value={query.language}
        any="Any language"
        options={[...languages.map((tag): [string, string] => [tag, languageName(tag)]), ['unknown', 'Not known']]}
      />
      {labels.length > 0 && (
        <Pick
          name="label"
          label="Label"
          value={query.label}
          any="Any label"
          options={labels.map(label => [label, label])}
        />
      )}
      <Pick
        name="scope"
        label="Scope"
        value={query.scope}
        any="In and out of scope"
        options={[
          ['in', 'In scope'],
          ['out', 'Out of scope'],
        ]}
      />
      <Pick name="unread" label="Read" value={query.unread} any="Read or not" options={[['yes', 'Unread by me']]} />
      <Pick
        name="alike"
        label="Possible duplicates"
        value={query.alike}
        any="Alike or not"
        options={[['yes', 'Possible duplicates']]}
      />
    </>
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
  // What the address asks for stays chosen, even when the list no longer has it.
  const isGone = value !== null && !options.some(([key]) => key === value);
  return (
    <span class={value !== null && any !== undefined ? 'filter filter-on' : 'filter'}>
      <select name={name} aria-label={label}>
        {any !== undefined && <option value="">{any}</option>}
        {isGone && (
          <option value={value} selected>
            {value}
          </option>
        )}
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
