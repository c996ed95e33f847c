// Stack traces of the bundle name our own files and lines. Node's own source maps would do that too, but it turns every
// mapping into an object at the first trace and keeps them all: some 20 MB for one mapping a line.
import { readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** Ends the name of the file beside each file of the bundle that says where its lines come from. */
export const LINES = '.lines';
/** A line of the bundle that comes from nowhere. */
export const NOWHERE = 0xffffffff;
/** So many bits of an entry are the line of the source, from 0; the rest is which source. */
export const LINE_BITS = 18;

/** @typedef {{ readonly sources: readonly string[], readonly lines: Uint32Array }} Table */

/**
 * What `LINES` holds: a line of JSON, the sources' addresses, then four bytes for each line.
 * @param {readonly string[]} sources
 * @param {Uint32Array} lines
 */
export const tableOf = (sources, lines) =>
  Buffer.concat([
    Buffer.from(`${JSON.stringify(sources)}\n`),
    Buffer.from(lines.buffer, lines.byteOffset, lines.byteLength),
  ]);

/**
 * @param {Buffer} bytes as `tableOf` gives them
 * @returns {Table}
 */
export function readTable(bytes) {
  const end = bytes.indexOf('\n');
  const rest = bytes.subarray(end + 1);
  const lines = new Uint32Array(rest.length / 4);
  new Uint8Array(lines.buffer).set(rest);
  return { sources: JSON.parse(bytes.toString('utf8', 0, end)), lines };
}

/**
 * @param {Table} table
 * @param {number} line of the bundle, from 1
 * @returns {string | undefined} the source's address and its line, from 1
 */
export function sourceOf({ sources, lines }, line) {
  const entry = lines[line - 1] ?? NOWHERE;
  const source = sources[Math.floor(entry / 2 ** LINE_BITS)];
  return entry === NOWHERE || source === undefined ? undefined : `${source}:${(entry % 2 ** LINE_BITS) + 1}`;
}

/**
 * From now on traces of this thread name sources.
 * @param {string} folder of the bundle
 */
export function traceToSources(folder) {
  const home = pathToFileURL(`${folder}/`).href;
  /** @type {Map<string, Table | undefined>} */
  const tables = new Map();
  /** @param {string} file */
  const tableFor = file => {
    if (!tables.has(file)) tables.set(file, readIfThere(file));
    return tables.get(file);
  };
  Error.prepareStackTrace = (error, calls) => {
    const lines = calls.map(call => {
      const told = String(call);
      const file = call.getScriptNameOrSourceURL() ?? '';
      const line = call.getLineNumber();
      if (line === null || !file.startsWith(home)) return told;
      const source = sourceOf(tableFor(file) ?? { sources: [], lines: new Uint32Array() }, line);
      return source === undefined ? told : told.replace(`${file}:${line}:${call.getColumnNumber()}`, source);
    });
    return [headOf(error), ...lines].join('\n    at ');
  };
}

/** @param {string} file @returns {Table | undefined} */
function readIfThere(file) {
  try {
    return readTable(readFileSync(fileURLToPath(file) + LINES));
  } catch {
    return undefined;
  }
}

/** What V8 begins a trace with; an error may refuse to say it. @param {Error} error */
function headOf(error) {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return 'Error';
  }
}
