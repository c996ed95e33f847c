// Sends reports through the form, as people do, for tests of what comes after.

import assert from 'node:assert/strict';
import { href, routes } from '../../src/catalog/routes.ts';
import { system } from '../../src/core/actor.ts';
import { currentProgram } from '../../src/program/index.ts';
import { findByNumber } from '../../src/reports/report-store.ts';
import type { Upload, Visitor } from './visitor.ts';
import type { World } from './world.ts';

export type SentReport = { readonly id: string; readonly number: string; readonly code: string };

/** Words that tests look for in places where they must not be. */
export const sentWords = {
  title: 'Trips of other owners can be exported',
  description: 'The export link needs no session: **anyone** with the link reads all trips.',
  steps: '1. Open the export link.\n2. Change the number in it.',
  impact: 'Where people live and work.',
} as const;

/** Fills in the form and sends it; `fields` replaces parts of it. */
export async function sendReport(
  world: World,
  visitor: Visitor,
  fields: Readonly<Record<string, string>> = {},
  files: readonly Upload[] = [],
): Promise<SentReport> {
  const at = href(routes.reports.submit);
  const form = await visitor.get(at);
  const draft = /name="draft" value="([\w-]{43})"/.exec(form.body)?.[1];
  const { targets } = await currentProgram(world.kernel);
  const typed = {
    target: targets[0]?.id ?? '',
    location: 'http://127.0.0.1:8080/owner',
    ...sentWords,
    kind: 'access_control.object_level.reads_personal_data',
    vector: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N',
    contact: 'none',
    ...fields,
    draft,
  };
  const sent = files.length > 0 ? await visitor.upload(at, typed, files) : await visitor.post(at, typed);
  assert.equal(sent.status, 303, sent.body);
  const page = await visitor.follow(sent);
  const number = /VDP-\d{4}-\d{4,}/.exec(page.body)?.[0] ?? '';
  const code = /data-copy[^>]*>([0-9A-Z-]{34})</.exec(page.body)?.[1] ?? '';
  const found = await findByNumber(world.kernel, system('test'), number);
  assert.ok(found, `a report with the number ${number}`);
  return { id: found.id, number, code };
}
