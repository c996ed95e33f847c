// Makes copies that people asked for, and destroys them a week later.
import { mailPerson } from '../../accounts/index.ts';
import { href, routes } from '../../catalog/routes.ts';
import { actorId, system } from '../../core/actor.ts';
import { after, DAY } from '../../core/clock.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { PersonalDataHolder } from '../../core/module.ts';
import type { Job } from '../../core/work/jobs.ts';
import { lockRequest, moveRequest } from '../request-store.ts';
import { sealFor } from './age-recipient.ts';
import { endCopy, MAKE_COPY } from './ask-copy.ts';
import { deleteCopy, destroyCopy, finishCopy, listOverCopies, noteRows, recipientOf, storeCopy } from './copy-store.ts';
import { makeArchive } from './make-archive.ts';

/** For so long a copy lies ready. */
const COPY_FOR = 7 * DAY;

/** @param holders what the modules hold of people; asked for late, since this module is one of them */
export const copyJobs = (holders: () => readonly PersonalDataHolder[]): readonly Job[] => [
  {
    name: MAKE_COPY,
    run: async (kernel, { request = '' }) => {
      const person = await begin(kernel, request);
      if (person === undefined) return;
      try {
        await make(kernel, holders(), person, request);
      } catch (err) {
        // Its person is told on the page, and asks again: a second try by itself would find the same.
        kernel.log.error({ err, request }, 'a copy of personal data could not be made');
        await kernel.transaction(async kernel => {
          // Whoever took this process for dead may have made it meanwhile.
          if ((await lockRequest(kernel, request))?.state === 'ready') return;
          await destroyCopy(kernel, request);
          await moveRequest(kernel, request, 'failed', { end: true });
        });
      }
    },
  },
  {
    name: 'destroy-personal-data-copies',
    every: '11 * * * *',
    run: async kernel => {
      for (const request of await listOverCopies(kernel)) await endCopy(kernel, actorId(system('rights')), request);
    },
  },
];

/** Marks it as being made; what a crash left of an earlier try is removed. @returns whose it is */
const begin = (kernel: Kernel, id: string): Promise<string | undefined> =>
  kernel.transaction(async kernel => {
    const request = await lockRequest(kernel, id);
    if (request?.kind !== 'export' || (request.state !== 'open' && request.state !== 'working')) return undefined;
    for (const file of await kernel.files.list(kernel.db, id)) await kernel.files.remove(kernel, file);
    await moveRequest(kernel, id, 'working');
    return request.person;
  });

async function make(
  kernel: Kernel,
  holders: readonly PersonalDataHolder[],
  person: string,
  request: string,
): Promise<void> {
  const recipient = await recipientOf(kernel, request, person);
  const day = kernel.clock.now().toISOString().slice(0, 10);
  const name = `my-data-${day}.zip${recipient === undefined ? '' : '.age'}`;
  const { file, manifest } = await kernel.snapshot(async inside => {
    let total = 0;
    for (const { counts } of holders)
      for (const count of Object.values((await counts?.(inside, person)) ?? {})) total += count;
    await noteRows(kernel, request, 0, total);
    const archive = makeArchive(inside, holders, {
      person,
      request,
      onRows: done => noteRows(kernel, request, done),
    });
    const content = recipient === undefined ? archive.content : await sealFor(recipient, archive.content);
    // Outside the snapshot: what lies ready must not hang on how that ends.
    return { file: await storeCopy(kernel, request, name, content), manifest: await archive.manifest };
  });
  const rows = manifest.parts.flatMap(({ lists }) => lists).reduce((sum, { lines }) => sum + lines, 0);
  await kernel.transaction(async kernel => {
    const still = await lockRequest(kernel, request);
    const isThere = (await kernel.files.find(kernel.db, file.id)) !== undefined;
    // Whoever took this process for dead has made it meanwhile, or begun anew and removed what was here.
    if (still?.state === 'ready' || (still?.state === 'working' && !isThere)) {
      if (isThere) await kernel.files.remove(kernel, file);
      return;
    }
    // Erased, or taken back, while it was being made.
    if (still?.state !== 'working') {
      await destroyCopy(kernel, request);
      if (still) await deleteCopy(kernel, request);
      return;
    }
    await finishCopy(kernel, request, {
      file: file.id,
      size: file.size,
      parts: manifest.parts,
      rows,
      endsAt: after(kernel.clock.now(), COPY_FOR),
    });
    await moveRequest(kernel, request, 'ready');
    await kernel.audit.record(kernel.db, {
      actor: actorId(system('rights')),
      action: 'rights.export.made',
      subject: request,
      details: { rows, reconciles: manifest.reconciles },
    });
    await mailPerson(
      kernel,
      person,
      {
        subject: 'The copy of your data is ready',
        text: `It lies ready for seven days, for you alone:\n${kernel.config.publicUrl}${href(routes.rights.home)}\n`,
      },
      `copy-ready:${request}`,
    );
  });
}
