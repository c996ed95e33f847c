// Name resolution for those who ask for records, not for connections: mail authentication.
import { Resolver } from 'node:dns/promises';

/** Looks up records of a type (`TXT`, `MX`, `A`…). Rejects as `node:dns` does, with its codes. */
export type ResolveDns = (name: string, type: string) => Promise<string[][] | string[]>;

/** Asks the system's resolver, impatiently: a mail waits for it. */
export function systemDns(): ResolveDns {
  const resolver = new Resolver({ timeout: 3_000, tries: 2 });
  // The types that are asked for (TXT, MX, A, AAAA, PTR) all answer with one of these two shapes.
  return async (name, type) => (await resolver.resolve(name, type)) as string[][] | string[];
}
