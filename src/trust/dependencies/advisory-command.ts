// The operator's command that takes advisories of dependencies from a file; nothing is fetched.
import type { Kernel } from '../../core/kernel.ts';
import { OperatorFault } from '../../core/operator-fault.ts';
import { judgementsFile } from './advisory-file.ts';
import { takeAdvisories } from './take-advisories.ts';

/** @param say prints a line */
export const advisoryCommands = (say: (line: string) => void) => ({
  advisories: {
    usage: 'advisories FILE',
    about: 'Takes advisories of npm from a file of OSV’s (all.zip or JSON), and says which concern this version.',
    /** @returns the exit code: 1 when something that is installed is affected */
    run: async ({ kernel }: { readonly kernel: Kernel }, [file]: readonly string[]): Promise<number> => {
      if (file === undefined)
        throw new OperatorFault('give the file: npm/all.zip of osv.dev, or JSON in the OSV format');
      const { packages, advisories, hits } = await takeAdvisories(kernel, file);
      for (const { advisory, of } of hits)
        say(`${advisory.id}  ${of.name}@${of.version}  ${advisory.aliases.join(' ')}  ${advisory.summary}`);
      say(`${packages} packages, ${advisories} advisories, ${hits.length} concern what is installed.`);
      if (hits.length > 0)
        say(`Upgrade, or write into ${judgementsFile(kernel.config.dataDir)} a line of advisory, package and reason.`);
      return hits.length === 0 ? 0 : 1;
    },
  },
});
