// The doors to retests: the reporter's answer, and what staff does on the page of the issue.
import Type from 'typebox';
import { href, routes } from '../../../catalog/routes.ts';
import type { FileId } from '../../../core/files.ts';
import { reporter, staff } from '../../../core/http/access.ts';
import { type Answer, seeOther } from '../../../core/http/answer.ts';
import { type AnyRoute, defineRoute } from '../../../core/http/define-route.ts';
import { readMultipart } from '../../../core/http/read-multipart.ts';
import { isId } from '../../../core/ids.ts';
import { longestMessage } from '../../add-to-conversation.ts';
import { listAttachments } from '../../attachment-store.ts';
import { receiveEvidence } from '../../intake/receive-evidence.ts';
import type { IssuePageState } from '../../issues/pages/issue-page-state.ts';
import { showIssue } from '../../issues/pages/show-issue.tsx';
import { unlessOvertaken } from '../../issues/pages/unless-overtaken.ts';
import { showReport } from '../../pages/show.tsx';
import { readOwnReport } from '../../reporter/read-own-report.ts';
import { answerRetest } from '../answer-retest.ts';
import { confirmRetest } from '../carry-out-verdict.ts';
import { checkOutcomes, retestAnswers } from '../retest.ts';
import { checkFix, requestRetest } from '../staff-retest.ts';
import { readRetestRequest, retestFields } from './read-request.ts';

const text = Type.Optional(Type.String());

export const retestRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'POST',
    at: routes.reports.retest,
    access: reporter(),
    limit: 'change',
    summary: 'Says whether a fix works, with words and files that show it.',
    multipart: true,
    handle: async context => {
      const { kernel, actor, params, request } = context;
      const report = await readOwnReport(kernel, actor, params.id);
      const already = await listAttachments(kernel, actor, report.id);
      const evidence = receiveEvidence(kernel);
      const owner = { report: report.id, already, addedBy: 'reporter', message: null } as const;
      const fields = await readMultipart(request, part => evidence.take(part, owner));
      const typed = (name: string): string => (typeof fields[name] === 'string' ? fields[name].toWellFormed() : '');
      // Files of a form that came back belong to the report already.
      const files = [...typed('kept').split(',').filter(isFile), ...evidence.kept];
      const values = { outcome: typed('outcome'), observation: typed('observation'), kept: files.join(',') };
      const fail = async (errors: Readonly<Record<string, string>>): Promise<Answer> =>
        showReport(context, await readOwnReport(kernel, actor, params.id), { form: 'retest', values, errors });
      const answer = retestAnswers.find(each => each === values.outcome);
      if (!answer) return fail({ outcome: 'Choose what you found.' });
      if ([...values.observation].length > longestMessage - 200)
        return fail({ observation: 'This is too long. Add it as a file instead.' });
      if (evidence.faults.length > 0)
        return fail({ evidence: evidence.faults.map(({ sentence }) => sentence).join(' ') });
      const answered = await answerRetest(kernel, actor, params.id, { answer, words: values.observation, files });
      if (!answered.ok) return fail({ [answered.field]: answered.fault });
      return seeOther(`${href(routes.reports.show, { id: params.id })}#retest`);
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.issueRetest,
    access: staff('report.triage'),
    limit: 'change',
    summary: 'Asks reporters to check a fix, or changes what they are asked.',
    body: Type.Object(retestFields),
    handle: async context => {
      const { kernel, actor, params, body } = context;
      const state: IssuePageState = { form: 'retest', values: { ...body, asked: body.asked ?? [] } };
      return unlessOvertaken(context, state, async () => {
        const read = await readRetestRequest(kernel, { retestDue: '', ...body });
        if (!read?.request) return showIssue(context, params.id, { ...state, errors: read?.errors ?? {} });
        await requestRetest(kernel, actor, params.id, read.request);
        return backTo(params.id);
      });
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.issueRetestCheck,
    access: staff('report.triage'),
    limit: 'change',
    summary: 'Keeps what a member of staff found when they tried a fix.',
    body: Type.Object({ outcome: text, note: text }),
    handle: async context => {
      const { kernel, actor, params, body } = context;
      const state: IssuePageState = { form: 'check', values: body };
      const outcome = checkOutcomes.find(each => each === body.outcome);
      return unlessOvertaken(context, state, async () => {
        if (!outcome) return showIssue(context, params.id, { ...state, errors: { outcome: 'Choose what you found.' } });
        const kept = await checkFix(kernel, actor, params.id, { outcome, note: (body.note ?? '').toWellFormed() });
        return kept.ok ? backTo(params.id) : showIssue(context, params.id, { ...state, errors: { note: kept.fault } });
      });
    },
  }),
  defineRoute({
    method: 'POST',
    at: routes.reports.issueRetestConfirm,
    access: staff('report.triage'),
    limit: 'change',
    summary: 'Calls a fix confirmed when the answers alone do not settle it.',
    handle: async context =>
      unlessOvertaken(context, {}, async () => {
        await confirmRetest(context.kernel, context.actor, context.params.id);
        return backTo(context.params.id);
      }),
  }),
];

const isFile = (text: string): text is FileId => isId('fil', text);

const backTo = (id: string): Answer => seeOther(`${href(routes.reports.issue, { id })}#retest`);
