/** As `trace-to-sources.js` says. */
export const LINES: string;
/** As `trace-to-sources.js` says. */
export const NOWHERE: number;
/** As `trace-to-sources.js` says. */
export const LINE_BITS: number;

type Table = { readonly sources: readonly string[]; readonly lines: Uint32Array };

/** As `trace-to-sources.js` says. */
export function tableOf(sources: readonly string[], lines: Uint32Array): Buffer;
/** As `trace-to-sources.js` says. */
export function readTable(bytes: Buffer): Table;
/** As `trace-to-sources.js` says. */
export function sourceOf(table: Table, line: number): string | undefined;
/** As `trace-to-sources.js` says. */
export function traceToSources(folder: string): void;
