// Tables that stack into cards on a phone and keep their meaning there; sorting and paging live in the URL.
// biome-ignore-all lint/a11y/noRedundantRoles: stacking rows by CSS display takes their roles away in some browsers
import type { ComponentChildren } from 'preact';
import { ButtonLink } from './button.tsx';
import type { IconName } from './icons.tsx';
import { Icon } from './icons.tsx';

export type SortDirection = 'asc' | 'desc';

export type Column<Row> = {
  key: string;
  label: string;
  cell: (row: Row) => ComponentChildren;
  /** Numbers align right with even figures. */
  numeric?: boolean | undefined;
  /** The cell that names its row: the row's header for screen readers, the title of its card on a phone. */
  main?: boolean | undefined;
  /** Makes the heading a link; `direction` is set on the column now sorted by. */
  sort?: { href: string; direction?: SortDirection | undefined } | undefined;
  /** The label is kept for screen readers and phones only (actions, checkboxes). */
  labelHidden?: boolean | undefined;
  /** Takes no more than its content. */
  narrow?: boolean | undefined;
};

type TableProps<Row> = {
  caption: string;
  captionHidden?: boolean | undefined;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row) => string;
  /** Where j, k and Enter lead: with it the rows obey `KeyHelp`'s keys. The main cell should hold the same link. */
  rowHref?: ((row: Row) => string) | undefined;
  /** Marks a row that needs the reader. */
  rowDue?: ((row: Row) => 'soon' | 'late' | undefined) | undefined;
  /** Shown in place of the table when there are no rows. */
  empty?: ComponentChildren;
  /** 36 px rows, for consoles. */
  dense?: boolean | undefined;
};

/** A table with a caption. Roles are spelled out because stacking by CSS would otherwise take them away. */
export function Table<Row>(props: TableProps<Row>) {
  const { columns, rows, rowHref, rowDue } = props;
  if (rows.length === 0 && props.empty !== undefined) return <>{props.empty}</>;
  return (
    <div class={props.dense ? 'table-box table-dense' : 'table-box'} data-island={rowHref ? 'queue-keys' : undefined}>
      <table role="table">
        <caption class={props.captionHidden ? 'visually-hidden' : undefined}>{props.caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map(column => (
              <th
                key={column.key}
                scope="col"
                role="columnheader"
                class={classOf(column)}
                aria-sort={ariaSort(column.sort?.direction)}
              >
                <Heading {...column} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map(row => (
            <tr key={props.rowKey(row)} role="row" data-href={rowHref?.(row)} data-due={rowDue?.(row)}>
              {columns.map(column => (
                <Cell key={column.key} column={column} row={row} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Heading<Row>({ label, labelHidden, sort }: Column<Row>) {
  if (sort) return <SortLink label={label} href={sort.href} direction={sort.direction} />;
  return <span class={labelHidden ? 'visually-hidden' : undefined}>{label}</span>;
}

function Cell<Row>({ column, row }: { column: Column<Row>; row: Row }) {
  const content = (
    <>
      <span class="cell-label" aria-hidden="true">
        {column.labelHidden ? '' : column.label}
      </span>
      <div class="cell-value">{column.cell(row)}</div>
    </>
  );
  if (column.main) {
    return (
      <th scope="row" role="rowheader" class={classOf(column)}>
        {content}
      </th>
    );
  }
  return (
    <td role="cell" class={classOf(column)}>
      {content}
    </td>
  );
}

/** A heading that sorts by its column; the arrow shows the present order. */
function SortLink(props: { label: string; href: string; direction?: SortDirection | undefined }) {
  return (
    <a class="sort-link" href={props.href}>
      {props.label}
      {props.direction && <Icon name={props.direction === 'asc' ? 'arrow-up' : 'arrow-down'} size={14} />}
    </a>
  );
}

type PagerProps = {
  /** Names what is paged: "Reports". */
  label: string;
  previous?: string | undefined;
  next?: string | undefined;
  /** "1 to 50 of 10,000+", where it is known. */
  shown?: string | undefined;
};

/** Forward and back by cursor; a missing direction is shown as such, so that nothing jumps. */
export function Pager({ label, previous, next, shown }: PagerProps) {
  return (
    <nav class="pager" aria-label={`Pages of ${label}`}>
      <PageLink href={previous} icon="chevron-left" word="Previous" rel="prev" />
      <p>{shown}</p>
      <PageLink href={next} icon="chevron-right" word="Next" rel="next" />
    </nav>
  );
}

function PageLink(props: { href: string | undefined; icon: IconName; word: string; rel: 'prev' | 'next' }) {
  const inside =
    props.rel === 'prev'
      ? [<Icon key="i" name={props.icon} />, props.word]
      : [props.word, <Icon key="i" name={props.icon} />];
  if (props.href === undefined) return <span class="pager-end">{inside}</span>;
  return (
    <a class="pager-link" href={props.href} rel={props.rel}>
      {inside}
    </a>
  );
}

type EmptyStateProps = {
  /** What will be here. */
  title: string;
  children?: ComponentChildren;
  /** The one thing to do next. */
  action?: { href: string; label: string } | undefined;
  icon?: IconName | undefined;
};

/** What will be here, and the one thing to do next. */
export function EmptyState({ title, children, action, icon = 'inbox' }: EmptyStateProps) {
  return (
    <div class="empty-state">
      <Icon name={icon} size={24} />
      <p class="empty-title">{title}</p>
      {children && <div class="empty-text">{children}</div>}
      {action && <ButtonLink href={action.href}>{action.label}</ButtonLink>}
    </div>
  );
}

function classOf<Row>(column: Column<Row>): string | undefined {
  const classes = [column.numeric && 'numeric', column.main && 'cell-main', column.narrow && 'cell-narrow'];
  const joined = classes.filter(Boolean).join(' ');
  return joined === '' ? undefined : joined;
}

function ariaSort(direction: SortDirection | undefined): 'ascending' | 'descending' | undefined {
  if (direction === undefined) return undefined;
  return direction === 'asc' ? 'ascending' : 'descending';
}
