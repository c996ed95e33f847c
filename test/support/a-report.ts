// Makes a report in a world without going through the form, for tests of what comes after.
import { type Actor, anonymous, type Person } from '../../src/core/actor.ts';
import { newToken } from '../../src/core/crypto/tokens.ts';
import { currentProgram } from '../../src/program/index.ts';
import type { HoldRule } from '../../src/reports/abuse/admission.ts';
import { readSubmissionForm } from '../../src/reports/intake/submission-form.ts';
import { type SubmittedReport, submitReport } from '../../src/reports/intake/submit-report.ts';
import { personOf, type Who } from './sign-in.ts';
import type { World } from './world.ts';

export type ReportWishes = {
  /** Whose account it belongs to; nobody's unless said. */
  readonly by?: Who;
  /** The address to write to, for a report without an account. */
  readonly email?: string;
  /** The rule that holds it back. */
  readonly heldFor?: HoldRule | null;
  /** Fields of the form that shall be different. */
  readonly fields?: Readonly<Record<string, string>>;
};

/** A report that has just come in: its id, its number, its receipt code. */
export async function aReport(
  world: World,
  { by, email, fields = {}, heldFor = null }: ReportWishes = {},
): Promise<SubmittedReport> {
  const program = await currentProgram(world.kernel);
  const actor: Actor = by === undefined ? anonymous : await personActor(world, by);
  const form = readSubmissionForm(
    {
      target: program.targets[0]?.id ?? '',
      title: 'Trips of other owners can be exported',
      location: world.kernel.config.publicUrl,
      description: 'The export link needs no session: **anyone** with the link reads all trips.',
      steps: '1. Open the export link.\n2. Change the number in it.',
      impact: 'Where people live and work.',
      kind: 'other',
      vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N',
      contact: by !== undefined ? 'account' : email !== undefined ? 'email' : 'none',
      email: email ?? '',
      ...fields,
    },
    program,
    by !== undefined,
  );
  if (!form.submission) throw new Error(Object.values(form.errors).join(' '));
  return submitReport(world.kernel, actor, {
    submission: form.submission,
    admitted: { heldFor },
    source: 'form',
    formToken: newToken(world.kernel.random),
    draft: undefined,
  });
}

/** A person as an actor, for calling actions directly. */
export async function personActor(world: World, who: Who): Promise<Person> {
  return {
    kind: 'person',
    id: await personOf(world, who),
    session: 'test',
    staffRole: typeof who === 'string' ? staffRoleOf[who] : who.staffRole,
    signedInAt: world.clock.now(),
  };
}

const staffRoleOf: Readonly<Partial<Record<string, Person['staffRole']>>> = {
  admin: 'admin',
  triager: 'triager',
  viewer: 'viewer',
};
