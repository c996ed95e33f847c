// What came along and what did not, in lines for whoever moves.

import type { MovingTable } from './move-plan.ts';
import type { ImportSummary } from './walk-archive.ts';

/** Lines for the terminal: by table what comes, then what does not and why. */
export function describeImport({ head, end, keys }: ImportSummary, plan: readonly MovingTable[]): string[] {
  const carried = Object.entries(end.rows).filter(([, rows]) => rows > 0);
  const width = Math.max(...carried.map(([table]) => table.length), 0) + 2;
  const people = end.rows['accounts.person'] ?? 0;
  const lines = [
    `From ${head.from}, exported ${head.at}, schema ${head.schema.version}`,
    '',
    ...carried.map(([table, rows]) => `  ${table.padEnd(width)}${String(rows).padStart(8)}`),
    `  ${'files'.padEnd(width)}${String(end.files).padStart(8)}`,
    `  ${'keys, wrapped anew'.padEnd(width)}${String(keys).padStart(8)}`,
    '',
    'Receipt codes, reply addresses and the mailed links of cases go on working, under the new address.',
    `${people} ${people === 1 ? 'account comes' : 'accounts come'} without sessions, passkeys and authenticator apps: people sign in by mail and set those up anew.`,
  ];
  if (end.erased > 0)
    lines.push(
      `${end.erased} ${end.erased === 1 ? 'key was' : 'keys were'} destroyed before: what they sealed stays erased.`,
    );
  if (end.missing.length > 0)
    lines.push(`${end.missing.length} files have no content any more: ${end.missing.slice(0, 5).join(', ')}`);
  lines.push('', 'What does not come:');
  const others = plan.filter(({ fate }) => fate === 'left' || fate === 'rebuilt');
  for (const [why, tables] of Map.groupBy(others, ({ fate, why }) => (fate === 'rebuilt' ? `made anew ${why}` : why)))
    lines.push(`  ${tables.map(({ table }) => table).join(', ')}: ${why}`);
  return lines;
}
