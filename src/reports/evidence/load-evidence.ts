// What a page may show of a report's files: pictures by a link, verdicts of the scanner, what is withheld.
import type { FileId } from '../../core/files.ts';
import type { Kernel } from '../../core/kernel.ts';
import { evidenceLink } from './evidence-link.ts';
import { type FileCheck, listChecks, type VirusState } from './file-check-store.ts';

export type ShownEvidence = {
  /** `waiting` until the check has run. */
  readonly virus: VirusState | 'waiting';
  /** What the scanner calls it. */
  readonly virusName: string | null;
  /** Not to be had but by an admin who confirms. */
  readonly isWithheld: boolean;
  /** What a text holds that others should not read. */
  readonly findings: FileCheck['findings'];
  /** Where the picture drawn anew is, for a quarter of an hour. */
  readonly picture: string | undefined;
};

/** How each file of a report that the caller may see is shown. */
export type EvidenceViews = (file: string) => ShownEvidence;

/** For a report that the caller has found to be seen. */
export async function loadEvidence(kernel: Kernel, report: string): Promise<EvidenceViews> {
  const checks = await listChecks(kernel, report);
  return file => {
    const check = checks.get(file);
    return {
      virus: check?.virus ?? 'waiting',
      virusName: check?.virusName ?? null,
      isWithheld: isWithheld(kernel, check),
      findings: check?.findings ?? [],
      picture: check?.picture ? evidenceLink(kernel, 'picture', check.picture) : undefined,
    };
  };
}

/** Infected files are withheld; where there is a scanner, so are files that it has not seen yet. */
export const isWithheld = ({ config }: Pick<Kernel, 'config'>, check: FileCheck | undefined): boolean =>
  check ? check.virus === 'infected' : config.clamd !== undefined;

/** Whether this file of the report is withheld. */
export const isFileWithheld = async (kernel: Kernel, report: string, file: FileId): Promise<boolean> =>
  isWithheld(kernel, (await listChecks(kernel, report)).get(file));
