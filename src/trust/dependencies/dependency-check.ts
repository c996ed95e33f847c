// Whether anything that this version runs with has a known vulnerability, by the advisories that the operator brought.
import { DAY } from '../../core/clock.ts';
import type { Check } from '../../core/module.ts';
import { isJudged, readAdvisoryFile, readJudgements } from './advisory-file.ts';
import { listInstalled, markOf } from './installed.ts';
import { isAffected } from './osv.ts';

/** Advisories that are older say too little. */
const FRESH_DAYS = 35;

export const dependencyCheck: Check = {
  name: 'dependencies-audited',
  claim: `Nothing that this version runs with has a known vulnerability that nobody has judged, by advisories of the last ${FRESH_DAYS} days.`,
  // Without advisories nothing is known, and nothing is said.
  appliesTo: async ({ config }) => (await readAdvisoryFile(config.dataDir)) !== undefined,
  run: async ({ config, clock }) => {
    const file = await readAdvisoryFile(config.dataDir);
    if (!file) return { ok: false, detail: 'there are no advisories' };
    const packages = await listInstalled();
    const age = Math.floor((clock.now().getTime() - new Date(file.takenAt).getTime()) / DAY);
    if (file.packages !== markOf(packages))
      return { ok: false, detail: 'the advisories were taken for other packages: run telltale advisories again' };
    if (age > FRESH_DAYS) return { ok: false, detail: `the advisories were taken ${age} days ago` };
    const judgements = await readJudgements(config.dataDir);
    const found = packages.flatMap(one =>
      file.advisories.filter(advisory => isAffected(advisory, one)).map(advisory => ({ one, advisory })),
    );
    const open = found.filter(({ one, advisory }) => !isJudged(advisory, one, judgements));
    const told = open.map(({ one, advisory }) => `${advisory.id} ${one.name}@${one.version} ${advisory.summary}`);
    return {
      ok: open.length === 0,
      detail:
        open.length === 0
          ? `${packages.length} packages, ${file.source.advisories} advisories taken ${file.takenAt.slice(0, 10)}, ${found.length} found and judged`
          : `${open.length} not judged: ${told.slice(0, 10).join('; ')}`,
    };
  },
};
