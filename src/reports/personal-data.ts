// What this module holds of a person: the reports that belong to their account, and what they said about them.
import { system } from '../core/actor.ts';
import { nothingSpared } from '../core/erasure/held-items.ts';
import type { PersonalData } from '../core/module.ts';
import { listAttachments } from './attachment-store.ts';
import { listEntries, listMessages } from './conversation-store.ts';
import { listMailsOfReport, removeMail } from './mailin/mail-store.ts';
import { listRedactions, listRequests } from './redaction/redaction-store.ts';
import { forgetReporter, listIdsOfPerson, readReport } from './report-store.ts';
import { listAnswersOf } from './retests/due-store.ts';

export const personalData: PersonalData = {
  // An issue is the team's own words about a weakness; it names no reporter. So are the form of a bulk change, what a
  // request to check a fix says, and what staff found.
  tables: [
    'reports.report',
    'reports.timeline_entry',
    'reports.message',
    'reports.attachment',
    'reports.issue',
    'reports.commitment',
    'reports.bulk_change',
    'reports.file_check',
    'reports.mail',
    'reports.weighing',
    'reports.duty_event',
    'reports.opened_text',
    'reports.redaction',
    'reports.redaction_request',
    'reports.assignment_rules',
    'reports.retest',
    'reports.retest_check',
  ],
  export: async (kernel, person) => {
    const reports = [];
    for (const id of await listIdsOfPerson(kernel, person)) {
      const report = await readReport(kernel, system('export'), id);
      // The reporter's side of it, without what the team said among itself.
      const self = { kind: 'receipt-holder', report: id } as const;
      reports.push({
        report: report.content,
        state: report.state,
        closeReason: report.closeReason,
        credit: report.credit,
        contact: report.contact,
        aiAssistance: report.aiAssistance,
        story: (await listEntries(kernel, self, id)).map(({ at, kind, from, to, role, reason }) => ({
          at: at.toISOString(),
          kind,
          from,
          to,
          role,
          reason,
        })),
        messages: (await listMessages(kernel, self, id)).map(({ at, role, body }) => ({
          at: at.toISOString(),
          role,
          body,
        })),
        mails: (await listMailsOfReport(kernel, system('export'), id)).map(({ at, facts, size }) => ({
          at: at.toISOString(),
          sender: facts?.sender ?? null,
          subject: facts?.subject ?? null,
          size,
        })),
        redactions: (await listRedactions(kernel, id)).map(({ at, place, kind, count, reason }) => ({
          at: at.toISOString(),
          place,
          kind,
          count,
          reason,
        })),
        askedToRedact: (await listRequests(kernel, id)).map(({ at, place, why, outcome }) => ({
          at: at.toISOString(),
          place,
          why,
          outcome,
        })),
        checksOfFix: await listAnswersOf(kernel, id),
        files: (await listAttachments(kernel, self, id)).map(({ name, mediaType, size, sha256 }) => ({
          name,
          mediaType,
          size,
          sha256,
        })),
      });
    }
    return { reports };
  },
  items: {
    haveOwnKeys: true,
    list: async (kernel, person) =>
      Promise.all(
        (await listIdsOfPerson(kernel, person)).map(async id => ({
          id,
          words: `who sent report ${(await readReport(kernel, system('hold'), id)).number}, and the mails of it`,
        })),
      ),
  },
  // A weakness stays a weakness: what was found is kept, who found it is not. A mail as it came names its sender.
  erase: async (kernel, person, { kept } = nothingSpared) => {
    for (const id of (await listIdsOfPerson(kernel, person)).filter(id => !kept.includes(id)))
      for (const mail of await listMailsOfReport(kernel, system('erase'), id)) await removeMail(kernel, mail);
    await forgetReporter(kernel, person, kept);
  },
};
