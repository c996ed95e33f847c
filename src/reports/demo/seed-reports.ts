// Fills the demo with reports in different states, through the same actions that people use.
import { findOrCreatePersonByEmail, listStaff } from '../../accounts/index.ts';
import { demoPeople } from '../../catalog/demo-people.ts';
import { type Actor, actorId, anonymous, type Person, system } from '../../core/actor.ts';
import { after, DAY, HOUR } from '../../core/clock.ts';
import { newToken } from '../../core/crypto/tokens.ts';
import { newId } from '../../core/ids.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { DemoFacts } from '../../core/module.ts';
import { type CurrentProgram, currentProgram } from '../../program/index.ts';
import { admittedByUs } from '../abuse/admit-report.ts';
import { addToConversation } from '../add-to-conversation.ts';
import { addEntry } from '../conversation-store.ts';
import { beginDrill } from '../duties/act-on-duty.ts';
import { addOrigin } from '../embed/embed-store.ts';
import { readSubmissionForm, UNLISTED } from '../intake/submission-form.ts';
import { submitReport } from '../intake/submit-report.ts';
import { issueIdOf } from '../issues/issue-store.ts';
import { makeMove } from '../make-move.ts';
import { weighReport } from '../priority/weigh-report.ts';
import type { Move } from '../report-moves.ts';
import { lockReport, markRead, saveReport } from '../report-store.ts';
import { answerRetest } from '../retests/answer-retest.ts';
import { setRequest, usualDue } from '../retests/ask-for-retest.ts';
import type { AssignmentRule } from '../rules/assignment-rule.ts';
import { keepRule } from '../rules/change-rules.ts';
import { type DemoReport, type DemoStep, demoReports } from './demo-reports.ts';
import { seedTeamWork } from './seed-team-work.ts';

/** Runs in the seeding's transaction; hands on the code of one anonymous report, so that coming back can be tried. */
export async function seedReports(kernel: Kernel, facts: DemoFacts): Promise<DemoFacts> {
  const program = await currentProgram(kernel);
  const triager = await demoPerson(kernel, 'triager');
  const researcher = await demoPerson(kernel, 'researcher');
  let code = '';
  const ids: Record<string, string> = {};
  for (const report of [...demoReports].sort((a, b) => b.daysAgo - a.daysAgo)) {
    const sent = after(kernel.clock.now(), -report.daysAgo * DAY - 2 * HOUR);
    const sender: Actor = report.from === 'researcher' ? researcher : anonymous;
    const { id, code: itsCode } = await send(atTime(kernel, sent), sender, report, program);
    ids[report.title] = id;
    if (report.story.some(({ kind }) => kind === 'ask')) code = itsCode;
    const self: Actor = report.from === 'researcher' ? researcher : { kind: 'receipt-holder', report: id };
    for (const [index, step] of report.story.entries()) {
      const when = after(sent, step.day * DAY + index * 40_000);
      await play(atTime(kernel, when), { id, step, triager, reporter: self, program });
    }
  }
  await addOrigin(kernel, system('demo'), 'https://www.telltale.example');
  await draftRules(atTime(kernel, after(kernel.clock.now(), -DAY)), triager);
  await seedTeamWork(kernel, { triager, reports: ids, atTime: moment => atTime(kernel, moment) });
  // So that the page of duties has something to practice on.
  await beginDrill(atTime(kernel, after(kernel.clock.now(), -6 * HOUR)), triager, 'exploited');
  return { ...facts, reporter: { email: demoPeople.researcher.email, receiptCode: code }, reports: ids };
}

/** A draft to try: it gives nothing away, so that the demo's queue stays as it is. */
async function draftRules(kernel: Kernel, triager: Person): Promise<void> {
  const staff = await listStaff(kernel, 'report.triage');
  const anything = { target: null, kind: null, priority: null, language: null, source: null, label: null };
  const rules: Omit<AssignmentRule, 'id'>[] = [
    {
      name: 'Demo: personal data gets a label',
      when: { ...anything, kind: 'access_control' },
      way: 'nobody',
      people: [],
      label: 'personal-data',
    },
    { name: 'Demo: urgent ones', when: { ...anything, priority: 1 }, way: 'person', people: [triager.id], label: null },
    { name: 'Demo: all others in turn', when: anything, way: 'turn', people: staff.map(({ id }) => id), label: null },
  ];
  for (const rule of rules) await keepRule(kernel, triager, rule, null);
}

/** The same kernel at another time. Only within a transaction, where nested ones join. */
function atTime(kernel: Kernel, moment: Date): Kernel {
  const shifted: Kernel = { ...kernel, clock: { now: () => moment }, transaction: work => work(shifted) };
  return shifted;
}

async function demoPerson(kernel: Kernel, who: 'triager' | 'researcher'): Promise<Person> {
  const { email, name, staffRole } = demoPeople[who];
  const { id } = await findOrCreatePersonByEmail(kernel, email, name);
  return { kind: 'person', id, session: 'demo', staffRole, signedInAt: kernel.clock.now() };
}

async function send(kernel: Kernel, sender: Actor, report: DemoReport, program: CurrentProgram) {
  const target = program.targets.find(({ name }) => name.startsWith(report.target));
  const form = readSubmissionForm(
    {
      target: target?.id ?? UNLISTED,
      other: target ? '' : report.target,
      title: report.title,
      location: report.location,
      kind: report.kind,
      vector: report.vector,
      description: report.description,
      steps: report.steps,
      impact: report.impact,
      contact: { researcher: 'account', email: 'email', nobody: 'none' }[report.from],
      email: 'sam@inbox.example',
      credit: report.from === 'nobody' ? '' : demoPeople.researcher.name,
      ai: 'none',
      ...report.claims,
    },
    program,
    sender.kind === 'person',
  );
  if (!form.submission) throw new Error(`demo report “${report.title}”: ${Object.values(form.errors).join(' ')}`);
  return submitReport(kernel, sender, {
    submission: form.submission,
    admitted: report.heldFor === undefined ? admittedByUs : { heldFor: report.heldFor },
    source: 'form',
    formToken: newToken(kernel.random),
    draft: undefined,
  });
}

type Scene = { id: string; step: DemoStep; triager: Person; reporter: Actor; program: CurrentProgram };

async function play(kernel: Kernel, { id, step, triager, reporter, program }: Scene): Promise<void> {
  if (step.kind === 'read') {
    await markRead(kernel, triager, id);
    return;
  }
  const report = await lockReport(kernel, system('demo'), id);
  if (step.kind === 'assign') {
    await saveReport(kernel, report, { assignee: actorId(triager) });
    await addEntry(kernel, triager, id, {
      kind: 'assign',
      role: 'staff',
      audience: 'internal',
      details: { assignee: triager.id },
    });
    return;
  }
  if (step.kind === 'weigh') {
    const weighed = await weighReport(kernel, triager, { id, revision: report.revision, fields: step.answers });
    if (!weighed.ok) throw new Error(`demo report ${id}, weigh: ${Object.values(weighed.errors).join(' ')}`);
    return;
  }
  if (step.kind === 'say' || step.kind === 'note') {
    const audience = step.kind === 'note' ? 'internal' : 'reporter';
    const speaker = step.kind === 'say' && step.by === 'reporter' ? reporter : triager;
    await addToConversation(kernel, speaker, { report, terms: program, audience, body: step.text });
    return;
  }
  if (step.kind === 'retest') {
    const answered = await answerRetest(kernel, reporter, id, { answer: 'fixed', words: step.text, files: [] });
    if (!answered.ok) throw new Error(`demo report ${id}, retest: ${answered.fault}`);
    return;
  }
  const moved = await makeMove(kernel, triager, {
    report,
    move: moveOf(kernel, step, report.targetId ?? ''),
    terms: program,
    reason: step.text,
    ...(step.kind === 'triage' && {
      change: {
        assessment: {
          targetId: report.targetId,
          taxonomyId: report.taxonomyId,
          taxonomyVersion: report.taxonomyVersion,
          cvssVector: report.cvssVector,
          cvssScore: report.cvssScore,
          priority: step.priority,
          exploited: 'no',
          assessedAt: kernel.clock.now(),
        },
      },
    }),
  });
  if (!moved.ok) throw new Error(`demo report ${id}, ${step.kind}: ${moved.refused.sentence}`);
  const issue = await issueIdOf(kernel, id);
  if (step.kind === 'fix' && step.check && issue !== undefined)
    await setRequest(kernel, triager, issue, { ...step.check, reports: [id], dueAt: await usualDue(kernel) });

  function moveOf(
    kernel: Kernel,
    made: Exclude<DemoStep, { kind: 'read' | 'assign' | 'weigh' | 'say' | 'note' | 'retest' }>,
    targetId: string,
  ): Move {
    const now = kernel.clock.now();
    switch (made.kind) {
      case 'ask':
        return { kind: 'ask', blockers: [{ on: 'reporter', kind: 'reproduction' }], dueAt: after(now, 14 * DAY) };
      case 'triage':
        return {
          kind: 'triage',
          severity: made.priority,
          taxonomyId: report.taxonomyId ?? 'other',
          targetId,
          unique: true,
          exploited: 'no',
          issueId: newId('iss', kernel.clock, kernel.random),
        };
      case 'accept':
        return { kind: 'accept', fixOwnerId: triager.id, dueAt: after(now, made.inDays * DAY) };
      case 'fix':
        return { kind: 'mark_fixed', fixReference: made.reference };
      case 'close':
        return { kind: 'close', closing: { reason: made.reason, text: made.text } };
    }
  }
}
