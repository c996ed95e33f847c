// Calls in a table: what they do, method and path, permission.
import { href, routes } from '../../catalog/routes.ts';
import { Table } from '../../web/ui/table.tsx';
import { Mono } from '../../web/ui/text.tsx';
import type { Call } from '../call.ts';

export const hrefOf = ({ api, id }: Pick<Call, 'api' | 'id'>): string => href(routes.reference.call, { api, call: id });

/** Method and path, the method as a word of its own. */
export function Address({ method, path }: Pick<Call, 'method' | 'path'>) {
  return (
    <span class="call-address">
      <span class={`method method-${method.toLowerCase()}`}>{method}</span> <Mono>{path}</Mono>
    </span>
  );
}

/** A long name, which may break after a dot or an underscore. */
export function Name({ children }: { children: string }) {
  return (
    <code class="mono">
      {children.split(/(?<=[._])/).flatMap((part, index) => (index === 0 ? [part] : [<wbr key={part} />, part]))}
    </code>
  );
}

/** @param caption names the table for screen readers */
export function CallList({ calls, caption }: { calls: readonly Call[]; caption: string }) {
  return (
    <Table
      caption={caption}
      captionHidden
      dense
      rows={calls}
      rowKey={({ id }) => id}
      columns={[
        { key: 'what', label: 'What it does', main: true, cell: call => <a href={hrefOf(call)}>{call.summary}</a> },
        { key: 'address', label: 'Call', cell: call => <Address {...call} /> },
        {
          key: 'permission',
          label: 'Permission',
          narrow: true,
          cell: ({ permission }) => (permission === undefined ? '–' : <Name>{permission}</Name>),
        },
      ]}
    />
  );
}
