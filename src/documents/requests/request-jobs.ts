// What happens to requests by itself: staff hears of new ones, and those that waited too long end.
import { listStaff, mailPerson } from '../../accounts/index.ts';
import type { Job } from '../../core/work/jobs.ts';
import { requestLink } from './ask.ts';
import { expireWaiting, findRequest } from './request-store.ts';

export const tellStaffJob: Job = {
  name: 'tell-staff-of-document-request',
  run: async (kernel, { request: id = '' }) => {
    const request = await findRequest(kernel, id);
    if (!request?.items.some(({ state }) => state === 'waiting')) return;
    for (const { id: person } of await listStaff(kernel, 'documents.decide'))
      await mailPerson(
        kernel,
        person,
        {
          subject: 'Somebody asks for documents',
          text: ['A request for documents waits for a decision:', requestLink(kernel, id)].join('\n'),
        },
        `document-request:${id}`,
      );
  },
};

export const expireWaitingJob: Job = {
  name: 'expire-document-requests',
  every: '25 4 * * *',
  run: async kernel => {
    await kernel.transaction(expireWaiting);
  },
};
