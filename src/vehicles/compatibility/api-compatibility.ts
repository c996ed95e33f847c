// Compatibility by VIN, and the matrix of models (vehicle-platform §8): for applications, before anybody connects.
import Type from 'typebox';
import { routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { asClient } from '../../core/http/access.ts';
import { json } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import type { Kernel } from '../../core/kernel.ts';
import type { Mode } from '../providers/provider.ts';
import { providersOf } from '../providers/registry.ts';
import {
  compatibilityAtLevel,
  compatibilityMatrix,
  compatibilityOf,
  readScopeNames,
  regionOf,
  testLevels,
} from './compatibility.ts';
import { regions } from './coverage.ts';

const text = (maxLength: number) => Type.Optional(Type.String({ maxLength }));

const Query = Type.Object({
  vin: text(40),
  scope: text(2000),
  country: text(20),
  flags: text(1000),
  mode: text(20),
  test_mode_compatibility_level: text(40),
});

const MatrixQuery = Type.Object({
  region: text(20),
  make: text(1000),
  type: text(20),
  scope: text(2000),
  mode: text(20),
  flags: text(1000),
  test_mode_compatibility_level: text(40),
});

/** An empty value and the word `undefined` mean absent, because SDKs send both. */
const given = (value: string | undefined): string | undefined =>
  value === undefined || value === '' || value === 'undefined' ? undefined : value;

const modes: readonly Mode[] = ['live', 'test', 'simulated'];

/** The word among those allowed. @throws Refusal invalid_input in the words that the contract's suites compare */
function oneOf<Word extends string>(field: string, value: string | undefined, words: readonly Word[]): Word {
  const found = words.find(word => word === value);
  if (found === undefined)
    throw refuse('invalid_input', { field, expected: `Field must be one of: [${words.join(',')}]` });
  return found;
}

const modeOf = (mode: string | undefined): Mode | undefined => {
  const word = given(mode);
  return word === undefined ? undefined : oneOf('mode', word, modes);
};

/** Whether a provider of this installation serves a make: of any mode, unless one was asked for. */
const served = (kernel: Kernel, mode: Mode | undefined) => (make: string) =>
  providersOf(kernel).some(provider => provider.makes.includes(make) && (!mode || provider.modes.includes(mode)));

function scopesOf(scope: string | undefined) {
  const names = readScopeNames(given(scope) ?? '');
  if (names === undefined)
    throw refuse('invalid_input', { field: 'scope', expected: 'must name permissions that exist' });
  return names;
}

const compatibility = defineRoute({
  method: 'GET',
  at: routes.vehicles.compatibility,
  access: asClient('client-secret'),
  limit: 'vehicle',
  summary: 'Whether a car can be connected, by its VIN, and what it can do.',
  query: Query,
  handle: async ({ kernel, params, query }) => {
    const mode = modeOf(query.mode);
    const level =
      mode === 'test'
        ? oneOf('test_mode_compatibility_level', given(query.test_mode_compatibility_level), testLevels)
        : undefined;
    const vin = (given(query.vin) ?? '').toUpperCase();
    if (!/^[A-Z0-9]{17}$/.test(vin))
      throw refuse('invalid_input', { field: 'vin', expected: 'must be a VIN of 17 characters' });
    const country = (given(query.country) ?? 'US').toUpperCase();
    if (!/^[A-Z]{2}$/.test(country))
      throw refuse('invalid_input', {
        field: 'country',
        expected: 'must be a country of two letters, as in ISO 3166-1',
      });
    const scopes = scopesOf(query.scope);
    if (scopes.length === 0 && params.version !== '1.0')
      throw refuse('invalid_input', { field: 'scope', expected: 'must name at least one permission' });
    const result =
      level === undefined
        ? compatibilityOf(vin, regionOf(country), scopes, served(kernel, mode))
        : compatibilityAtLevel(level, scopes);
    return json(params.version === '1.0' ? { compatible: result.compatible } : result);
  },
});

const matrix = defineRoute({
  method: 'GET',
  at: routes.vehicles.compatibilityMatrix,
  access: asClient('client-secret'),
  limit: 'vehicle',
  summary: 'The models that can be connected in a region, by make.',
  query: MatrixQuery,
  handle: async ({ kernel, query }) => {
    const type = given(query.type);
    return json(
      compatibilityMatrix(
        {
          region: oneOf('region', given(query.region), regions),
          makes: (given(query.make) ?? '').toUpperCase().split(/\s+/).filter(Boolean),
          type: type === undefined ? undefined : oneOf('type', type, ['ICE', 'HEV', 'PHEV', 'BEV'] as const),
          scopes: scopesOf(query.scope),
        },
        served(kernel, modeOf(query.mode)),
      ),
    );
  },
});

export const compatibilityRoutes = [compatibility, matrix];
