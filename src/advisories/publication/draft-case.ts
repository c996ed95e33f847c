// What a case gives to its advisory: what it is about, who may be thanked, what the parties say.
import type { Actor } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { AdvisoryRecord, VendorStatement } from '../advisory-record.ts';
import { readCase } from '../cases/case-store.ts';
import { listParticipants } from '../cases/participant-store.ts';
import { listStatuses, listVulnerabilities } from '../cases/vulnerability-store.ts';
import type { Draft, DraftCredit } from './draft-record.ts';

/** What a new draft takes over. Nobody is named before they agreed, so credits come without it. */
export async function startFromCase(
  kernel: Kernel,
  actor: Actor,
  id: string,
): Promise<{
  readonly title: string;
  readonly details: string;
  readonly cveId: string | null;
  readonly credits: DraftCredit[];
}> {
  const { title, summary } = await readCase(kernel, actor, id);
  const vulnerabilities = await listVulnerabilities(kernel, id);
  const participants = await listParticipants(kernel, id);
  return {
    title,
    details: summary,
    cveId: vulnerabilities.find(({ cve }) => cve !== null)?.cve ?? null,
    credits: participants
      .filter(({ roles, removedAt }) => !removedAt && (roles.includes('finder') || roles.includes('reporter')))
      .map(({ name }) => ({ name, type: 'finder', url: null, agreedAt: null })),
  };
}

/** What parties other than the operator say, as the advisory repeats it; without a case what the record has already. */
export async function statementsOf(
  kernel: Kernel,
  { case: caseId, record }: Pick<Draft, 'case' | 'record'>,
): Promise<AdvisoryRecord['vendorStatements']> {
  if (caseId === null) return record.vendorStatements;
  const statuses = await listStatuses(kernel, caseId);
  return (await listParticipants(kernel, caseId)).flatMap((one): VendorStatement[] => {
    const speaks = one.roles.includes('vendor') || one.roles.includes('deployer');
    const said = statuses.find(({ participant }) => participant === one.id);
    // Who has said nothing is not named.
    if (one.isOwner || one.removedAt || !speaks || (!said && one.statement === null)) return [];
    const at = said?.at ?? one.statementAt;
    return [
      {
        vendor: one.name,
        status: said?.status ?? 'unknown',
        justification: said?.justification ?? null,
        statement: one.statement ?? '',
        at: at ? `${at.toISOString().slice(0, 19)}Z` : null,
      },
    ];
  });
}
