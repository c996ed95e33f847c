// What of the log an owner wants to see: read from an address, the same for the page and the file. Pure.
import Type from 'typebox';
import { findScope, type ReadFilter, type ReadOutcome } from '../vehicles/index.ts';

const text = () => Type.Optional(Type.String({ maxLength: 100 }));

export const LogQuery = Type.Object({ app: text(), data: text(), car: text(), outcome: text(), before: text() });

export const outcomeLabels: Readonly<Record<ReadOutcome, string>> = {
  allowed: 'Read',
  denied: 'Refused',
  failed: 'Nothing read',
};

type Asked = { readonly app?: string; readonly data?: string; readonly car?: string; readonly outcome?: string };

/** A form sends empty values for what was not chosen; what is no choice is none. */
export function readLogFilter({ app, data, car, outcome }: Asked): ReadFilter {
  return {
    application: app || undefined,
    permission: data ? findScope(data)?.name : undefined,
    vehicle: car || undefined,
    outcome: outcome !== undefined && Object.hasOwn(outcomeLabels, outcome) ? (outcome as ReadOutcome) : undefined,
  };
}

/** The same as the query of an address. */
export const logQueryOf = ({ application, permission, vehicle, outcome }: ReadFilter) => ({
  app: application,
  data: permission,
  car: vehicle,
  outcome,
});
