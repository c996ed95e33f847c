// The scope as a table: in or out, what exactly, and why.
import type { ComponentChildren } from 'preact';
import { type Column, EmptyState, Table } from '../../web/ui/table.tsx';
import { Badge } from '../../web/ui/text.tsx';
import { ruleRemarks, scopeMatchWords } from '../program-words.ts';
import type { ScopeRule } from '../scope.ts';

type ScopeTableProps = {
  rules: readonly ScopeRule[];
  /** What can be done with a rule, for its editor. */
  actions?: ((rule: ScopeRule) => ComponentChildren) | undefined;
};

/** What is in comes first; within that, the order of the rules. */
export function ScopeTable({ rules, actions }: ScopeTableProps) {
  const columns: Column<ScopeRule>[] = [
    {
      key: 'effect',
      label: 'Scope',
      narrow: true,
      cell: ({ effect }) => (effect === 'allow' ? <Badge tone="good">In</Badge> : <Badge tone="bad">Out</Badge>),
    },
    {
      key: 'identifier',
      label: 'Target',
      main: true,
      cell: rule => (
        <>
          <span class="rule-match">{scopeMatchWords[rule.match]}</span>{' '}
          <span class="mono rule-identifier">{rule.identifier}</span>
        </>
      ),
    },
    {
      key: 'why',
      label: 'What to mind, by which rule',
      cell: rule => (
        <>
          {ruleRemarks(rule).join(' ') || (rule.effect === 'allow' ? 'As the policy says.' : 'Not ours to open.')}{' '}
          <span class="mono rule-id">{rule.id}</span>
        </>
      ),
    },
    ...(actions ? [{ key: 'actions', label: 'Actions', labelHidden: true, narrow: true, cell: actions }] : []),
  ];
  return (
    <Table
      caption="Rules of the scope"
      captionHidden
      columns={columns}
      rows={rules.toSorted((a, b) => Number(a.effect === 'deny') - Number(b.effect === 'deny'))}
      rowKey={({ id }) => id}
      empty={
        <EmptyState title="Nothing is in scope at the moment" icon="shield">
          <p>You can still tell us about what you came upon without testing.</p>
        </EmptyState>
      }
    />
  );
}
