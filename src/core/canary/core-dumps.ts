// A core dump holds the memory of a process, keys and words and all: whether one can be written, and whether one lies about.
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';

export type CoreDumps = {
  /** `off`: the system writes none of this process and of what it starts. `unknown` where the system does not say. */
  readonly written: 'off' | 'on' | 'unknown';
  /** Files that look like one and are younger than the scan. */
  readonly files: readonly string[];
};

/** Looks beside the data folder, which is searched anyway: in the working directory, and where the system puts them. */
export async function findCoreDumps(since: Date): Promise<CoreDumps> {
  const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  const soft = /^Max core file size\s+(\S+)/m.exec(limits)?.[1];
  const pattern = (await readFile('/proc/sys/kernel/core_pattern', 'utf8').catch(() => '')).trim();
  // A pipe hands the dump to a program, whose own folder nobody here knows.
  const folder = pattern.startsWith('/') ? path.dirname(pattern) : undefined;
  const places = [process.cwd(), ...(folder === undefined ? [] : [folder])];
  const found = await Promise.all(places.map(place => dumpsIn(place, since)));
  return { written: soft === undefined ? 'unknown' : soft === '0' ? 'off' : 'on', files: found.flat() };
}

async function dumpsIn(folder: string, since: Date): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  const dumps: string[] = [];
  for (const name of names.filter(name => /^core(?:\.\d+)?$|\.core(?:\.\d+)?$/.test(name))) {
    const file = path.join(folder, name);
    const status = await stat(file).catch(() => undefined);
    if (status?.isFile() && status.mtime >= since) dumps.push(file);
  }
  return dumps;
}
