// Keeps visits beside the requests they belong to: sealed, found by the request's id, gone with it.
import { sql } from 'kysely';
import { HOUR, SECOND } from '../../core/clock.ts';
import type { Kernel } from '../../core/kernel.ts';
import { deleteArtifact, findArtifact, saveArtifact } from '../artifact-store.ts';
import type { Visit } from './visit.ts';

const KIND = 'Visit';
/** Leads from the state that a maker's server sends back to the request it belongs to. */
const STATE = 'MakerState';

/** As long as an owner may take to decide. */
const KEPT_FOR = HOUR / SECOND;

/** What was said so far; nothing yet is an empty visit. @param uid the request's id */
export async function findVisit(kernel: Kernel, uid: string): Promise<Visit> {
  // Only saveVisit wrote it.
  return ((await findArtifact(kernel, KIND, uid))?.payload ?? {}) as Visit;
}

/** The same, held until the end of the transaction against whoever sends the same form again. */
export async function lockVisit(kernel: Kernel, uid: string): Promise<Visit> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`connect.visit\n${uid}`}, 0))`.execute(kernel.db);
  return findVisit(kernel, uid);
}

export async function saveVisit(kernel: Kernel, uid: string, visit: Visit): Promise<void> {
  await saveArtifact(kernel, KIND, uid, { ...visit }, KEPT_FOR, undefined);
}

/** Forgets everything that was said, credentials first of all. */
export async function deleteVisit(kernel: Kernel, uid: string): Promise<void> {
  await deleteArtifact(kernel, KIND, uid);
}

/** @param state random, sent to the maker and back */
export async function saveMakerState(kernel: Kernel, state: string, uid: string): Promise<void> {
  await saveArtifact(kernel, STATE, state, { uid }, KEPT_FOR, undefined);
}

/** The request that a maker's answer belongs to, once. */
export async function takeMakerState(kernel: Kernel, state: string): Promise<string | undefined> {
  const found = await findArtifact(kernel, STATE, state);
  if (found === undefined || !(await deleteArtifact(kernel, STATE, state))) return undefined;
  return String(found.payload['uid']);
}
