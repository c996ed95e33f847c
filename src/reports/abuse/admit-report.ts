// The one policy that every door asks before it takes a report in: page, embedded form, API and mail.
import type { Actor } from '../../core/actor.ts';
import { after, HOUR, MINUTE, SECOND } from '../../core/clock.ts';
import { hashToken } from '../../core/crypto/tokens.ts';
import { wideNetworkOf } from '../../core/http/network.ts';
import type { Kernel } from '../../core/kernel.ts';
import { checkScope, currentProgram } from '../../program/index.ts';
import { proposedPriority } from '../intake/proposed-priority.ts';
import type { Submission } from '../intake/submission-form.ts';
import { findByForm } from '../intake/submission-store.ts';
import type { ReportSource } from '../report-record.ts';
import { type Circumstances, type HoldRule, judge, type Verdict, waitOf } from './admission.ts';
import { countKeys, readCounts, readStanding, spendWork, tally } from './arrival-store.ts';
import { currentIntake } from './intake-store.ts';
import type { Pause } from './pause.ts';
import { type Challenge, makeChallenge, readSolution, readTicket, type Ticket, writeTicket } from './proof-of-work.ts';
import { fingerprintOf, isMostlyLinks } from './spam-signs.ts';

/** A report at the door. */
export type Arrival = {
  readonly source: ReportSource;
  readonly submission: Submission;
  /** As `SubmitInput` has it: a form that has become a report already is not judged again. */
  readonly formToken: string;
  /** The client's address, where a person's own network is behind it; a mail server's says nothing about who wrote. */
  readonly ip?: string;
  /** How many reports this mail address has begun this week. */
  readonly mailsThisWeek?: number | null;
  /** The sender says so in a way that the submission has no field for. */
  readonly saysCritical?: boolean;
  /** What the form brought: a solution, or the ticket of who waited. */
  readonly solution?: string | undefined;
  readonly ticket?: string | undefined;
};

/** Leave to make a report of it; `heldFor` keeps it from staff until it is released. */
export type Admitted = { readonly heldFor: HoldRule | null };

/** For reports that come from no door: the demo's, and those that tests begin with. */
export const admittedByUs: Admitted = { heldFor: null };

/** Work to do before the report is taken: solve the challenge, or wait with the ticket. */
export type WorkOrder = {
  readonly challenge: Challenge;
  readonly ticket: string;
  /** From when on the ticket counts. */
  readonly from: Date;
};

export type Admission =
  | { readonly kind: 'admitted'; readonly admitted: Admitted }
  | { readonly kind: 'work'; readonly order: WorkOrder }
  | { readonly kind: 'paused'; readonly pause: Pause };

/** How long a challenge may be solved and a ticket be used. */
const PROOF_LIFE = 2 * HOUR;

/** Asks the policy. A mail is always admitted, held back at worst. */
export async function admitReport(kernel: Kernel, actor: Actor, arrival: Arrival): Promise<Admission> {
  const keys = keysOf(kernel, arrival);
  const { found, pause } = await look(kernel, actor, arrival, keys);
  let verdict = judge(found);
  if (verdict.kind !== 'take' && (await findByForm(kernel, hashToken(arrival.formToken))))
    return { kind: 'admitted', admitted: admittedByUs };
  let early: Ticket | undefined;
  if (verdict.kind === 'work') {
    const proof = await spendProof(kernel, arrival, verdict.cost);
    early = proof.early;
    if (proof.spent) {
      await tally(kernel, arrival.source, proof.spent);
      verdict = judge({ ...found, hasWorked: true });
    }
  }
  return settle(kernel, arrival, { verdict, keys, pause, early });
}

type Keys = { readonly network: Buffer | null; readonly asked: Buffer | null; readonly text: Buffer | null };

/** Keyed hashes that hold for a day, or for an hour: what was counted today says nothing tomorrow. */
function keysOf({ vault, clock }: Kernel, { ip, submission }: Arrival): Keys {
  const now = clock.now().toISOString();
  const network = ip === undefined ? undefined : wideNetworkOf(ip);
  const words = fingerprintOf(submission);
  const key = (kind: string, value: string | undefined, time: string) =>
    value === undefined ? null : vault.blindIndex(`reports.intake-${kind}`, `${time}\n${value}`);
  return {
    network: key('network', network, now.slice(0, 10)),
    asked: key('asked', network, now.slice(0, 13)),
    text: key('text', words, now.slice(0, 10)),
  };
}

async function look(kernel: Kernel, actor: Actor, arrival: Arrival, keys: Keys) {
  const { submission, mailsThisWeek } = arrival;
  const person = actor.kind === 'person' ? actor : undefined;
  const [{ budgets, pause }, [fromNetwork = null, sameText = null], standing, program] = await Promise.all([
    currentIntake(kernel),
    readCounts(kernel, [keys.network, keys.text]),
    person ? readStanding(kernel, person.id) : undefined,
    currentProgram(kernel),
  ]);
  const found: Circumstances = {
    budgets,
    isPaused: pause !== null,
    isCritical:
      proposedPriority(program, submission) === 1 || submission.urgency.length > 0 || arrival.saysCritical === true,
    isTrusted: person?.staffRole !== undefined,
    isKnown: standing?.isKnown ?? false,
    isMail: arrival.source === 'email',
    hasWorked: false,
    fromNetwork,
    fromSender: standing?.thisWeek ?? mailsThisWeek ?? null,
    sameText: sameText ?? 0,
    isMostlyLinks: isMostlyLinks(
      submission,
      url => isOwn(kernel, url) || checkScope(program.rules, url).verdict === 'in',
    ),
  };
  return { found, pause };
}

const isOwn = ({ config }: Kernel, url: string): boolean =>
  URL.canParse(url) && new URL(url).host === new URL(config.publicUrl).host;

type SpentProof = { readonly spent?: 'worked' | 'waited'; readonly early?: Ticket };

/** Spends the form's solution or ticket, if it has one that counts; a ticket whose time has not come is given back. */
async function spendProof(kernel: Kernel, arrival: Arrival, cost: number): Promise<SpentProof> {
  const now = kernel.clock.now();
  const sign = signer(kernel);
  const form = hashToken(arrival.formToken);
  const solution = readSolution(arrival.solution ?? '', sign, now);
  // Made when the pressure was lower: still good, unless it has grown much since.
  const isEnough = solution?.cost !== undefined && solution.cost !== null && solution.cost * 4 >= cost;
  if (solution && isEnough && (await spendWork(kernel, hashToken(solution.key), form))) return { spent: 'worked' };
  const ticket = readTicket(arrival.ticket ?? '', sign, now);
  if (!ticket) return {};
  if (ticket.from > now) return { early: ticket };
  return (await spendWork(kernel, hashToken(ticket.id), form)) ? { spent: 'waited' } : {};
}

type Settling = {
  readonly verdict: Verdict;
  readonly keys: Keys;
  readonly pause: Pause | null;
  readonly early: Ticket | undefined;
};

/** Counts what follows from the verdict, and says it to the door. */
async function settle(
  kernel: Kernel,
  { source }: Arrival,
  { verdict, keys, pause, early }: Settling,
): Promise<Admission> {
  if (verdict.kind === 'turn away' && pause) {
    await tally(kernel, source, 'turned_away');
    return { kind: 'paused', pause };
  }
  if (verdict.kind === 'work')
    return { kind: 'work', order: await orderWork(kernel, source, { verdict, keys, early }) };
  await countKeys(
    kernel,
    [keys.network, keys.text].filter(key => key !== null),
  );
  const heldFor = verdict.kind === 'hold' ? verdict.rule : null;
  if (heldFor !== null) await tally(kernel, source, 'held');
  return { kind: 'admitted', admitted: { heldFor } };
}

/** A challenge, and a ticket for who runs no script: whoever asks again too early keeps the place they have. */
async function orderWork(
  kernel: Kernel,
  source: ReportSource,
  { verdict, keys, early }: Pick<Settling, 'keys' | 'early'> & { verdict: { readonly cost: number } },
): Promise<WorkOrder> {
  const { clock, random } = kernel;
  const now = clock.now();
  const sign = signer(kernel);
  const challenge = makeChallenge(
    {
      nonce: random.bytes(16).toString('hex'),
      number: random.bytes(6).readUIntBE(0, 6) % (verdict.cost + 1),
      maxnumber: verdict.cost,
      expires: after(now, PROOF_LIFE),
    },
    sign,
  );
  if (early) return { challenge, ticket: writeTicket(early, sign), from: early.from };
  const [asked] = await readCounts(kernel, [keys.asked]);
  await countKeys(kernel, keys.asked === null ? [] : [keys.asked]);
  await tally(kernel, source, 'asked');
  // Pages tell times to the minute.
  const from = new Date(Math.ceil(after(now, waitOf(asked ?? 0) * SECOND).getTime() / MINUTE) * MINUTE);
  const ticket = { id: random.bytes(16).toString('hex'), from, until: after(from, PROOF_LIFE) };
  return { challenge, ticket: writeTicket(ticket, sign), from };
}

const signer =
  ({ vault }: Kernel) =>
  (text: string): Buffer =>
    vault.blindIndex('reports.altcha', text);
