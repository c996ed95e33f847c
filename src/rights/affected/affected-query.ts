// By what the people are found whom a breach concerns: which application read what, or which key had their data keys, in
// what time. Pure.
import { scopes } from '../../catalog/scopes.ts';
import { type SignalId, signals } from '../../catalog/signals.ts';
import type { BreachQuery } from './find-concerned.ts';

export type AffectedForm = {
  /** `PROVIDER/EPOCH` of a key-encryption key; empty when it is about what was read. */
  readonly key: string;
  readonly application: string;
  readonly permission: string;
  /** UTC, as `datetime-local` gives it. */
  readonly from: string;
  readonly until: string;
};
export type AffectedFaults = { readonly [Field in keyof AffectedForm]?: string };

/** The form as a query, or what is wrong with it. */
export function readAffected(
  form: AffectedForm,
): { readonly query: BreachQuery } | { readonly faults: AffectedFaults } {
  const from = moment(form.from);
  const until = moment(form.until);
  const [, provider = '', epoch = ''] = /^([^/]{1,40})\/(.{1,200})$/.exec(form.key) ?? [];
  const faults: AffectedFaults = {
    ...(form.key === '' || provider !== '' ? {} : { key: 'Choose from the list.' }),
    ...(form.application === '' || /^[0-9a-f-]{36}$/.test(form.application)
      ? {}
      : { application: 'Give the application’s client id, or nothing for any.' }),
    ...(form.permission === '' || scopes.some(({ name }) => name === form.permission)
      ? {}
      : { permission: 'Choose from the list.' }),
    ...(from ? {} : { from: 'Give the beginning, UTC.' }),
    ...(until && from && until > from ? {} : { until: 'Give an end after the beginning, UTC.' }),
  };
  if (!from || !until || Object.keys(faults).length > 0) return { faults };
  if (provider !== '') return { query: { by: 'key', provider, epoch, from, until } };
  return {
    query: {
      by: 'reads',
      from,
      until,
      ...(form.application !== '' && { application: form.application }),
      ...(form.permission !== '' && { signals: signalsUnder(form.permission) }),
    },
  };
}

const signalsUnder = (permission: string): SignalId[] =>
  Object.entries(signals).flatMap(([id, signal]) =>
    // The keys of `signals` are its ids; Object.entries forgets that.
    signal.permission === permission ? [id as SignalId] : [],
  );

function moment(text: string): Date | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d)?$/.test(text)) return undefined;
  const at = new Date(`${text}Z`);
  return Number.isNaN(at.getTime()) ? undefined : at;
}
