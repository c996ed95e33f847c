// Keeps CVE Services in step with what is published here: each edition is sent, and each night they are compared.
import { system } from '../../core/actor.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Check } from '../../core/module.ts';
import type { Job } from '../../core/work/jobs.ts';
import { subscriber } from '../../core/work/subscriber.ts';
import { makeCnaContainer } from '../artefacts/cve-record.ts';
import { askToPublish, presentAssignment } from './ask-cve.ts';
import { countWaiting, listPublishedAssignments, saveAssignment } from './assignment-store.ts';
import { change, publishedRecord } from './carry-out.ts';
import { differingFields } from './compare-containers.ts';
import { findRecord } from './cve-services.ts';

const A_NIGHT = 500;
const publisher = system('publish-cve');

export const publishCveWhenAdvisoryPublished = subscriber({
  name: 'publish-cve-when-advisory-published',
  event: 'advisory.published',
  handle: async (kernel, { advisory }) => {
    if (!kernel.config.cveServices) return;
    const present = await presentAssignment(kernel, publisher, advisory);
    // A rejection under way is not undone by an edition.
    if (!present || present.standing === 'none' || present.task === 'reject') return;
    if ((await publishedRecord(kernel, advisory))?.cveId !== present.cveId) return;
    await askToPublish(kernel, publisher, advisory);
  },
});

/** Looks how a record stands at CVE Services. @returns why not, when it cannot be seen */
export async function compareRecord(kernel: Kernel, id: string): Promise<string | undefined> {
  const services = kernel.config.cveServices;
  const found = services && (await change(kernel, id, async (_kernel, assignment) => assignment));
  if (!services || !found?.cveId || found.standing !== 'published') return undefined;
  const reply = await findRecord(kernel, services, found.cveId);
  if (reply.kind !== 'done') return reply.message;
  const record = await publishedRecord(kernel, found.advisory);
  const there = reply.value;
  const differs =
    there?.state !== 'PUBLISHED' || record === undefined
      ? ['state']
      : differingFields(makeCnaContainer(record), there.cna);
  await change(kernel, id, (kernel, now) =>
    saveAssignment(kernel, now, { there: there?.cna ?? null, differs, comparedAt: kernel.clock.now() }),
  );
  return undefined;
}

export const compareCveRecordsJob: Job = {
  name: 'compare-cve-records',
  every: '23 3 * * *',
  run: async kernel => {
    if (!kernel.config.cveServices) return;
    for (const id of await listPublishedAssignments(kernel, A_NIGHT)) {
      const fault = await compareRecord(kernel, id);
      if (fault !== undefined) kernel.log.warn({ assignment: id }, 'a CVE record could not be compared');
    }
  },
};

export const cveChecks: readonly Check[] = [
  {
    name: 'cve-services-in-step',
    claim: 'Whatever was asked of CVE Services was done, and their records say what our advisories say.',
    run: async kernel => {
      const { stuck, differing } = await countWaiting(kernel);
      const configured = kernel.config.cveServices ? '' : ' CVE Services are not configured.';
      return {
        ok: stuck === 0 && differing === 0,
        detail: `${stuck} wait for somebody, ${differing} differ.${configured}`,
      };
    },
  },
];
