// Charge schedules of API v3 (vehicle-platform §12.2): made and removed by commands, and read where the car keeps them.
import Type from 'typebox';
import { routes } from '../../catalog/routes.ts';
import { refuse } from '../../core/errors.ts';
import { byApplication } from '../../core/http/access.ts';
import { json } from '../../core/http/answer.ts';
import { defineRoute } from '../../core/http/define-route.ts';
import { isUuid, newUuid } from '../../core/ids.ts';
import { limitHeaders } from '../limits.ts';
import { type CommandInputs, readingValue } from '../providers/provider.ts';
import { readSignals } from '../read-signals.ts';
import { vehicleOf } from '../v2/call.ts';
import { readPlace, readTime } from '../v2/command-input.ts';
import { attributesOf } from './api-commands.ts';
import { granteeOf } from './call.ts';
import { execute } from './execute.ts';

const Query = Type.Object({ flags: Type.Optional(Type.String({ maxLength: 1000 })) });

const workdays = ['MONDAY', 'TUESDAY', 'WEDNESDAY', 'THURSDAY', 'FRIDAY'];
const everyDay = [...workdays, 'SATURDAY', 'SUNDAY'];

const types = ['daily', 'weekly', 'workweek'] as const;
type ScheduleType = (typeof types)[number];

type Input = CommandInputs['add_charge_schedule'];

function readSchedule(type: ScheduleType, id: string, attributes: Readonly<Record<string, unknown>>): Input {
  const { location, startTime, stopTime, days } = attributes;
  const time = (field: string, value: unknown): string => readTime(field, typeof value === 'string' ? value : '');
  return {
    id,
    type,
    days: type === 'weekly' ? readDays(days) : type === 'daily' ? everyDay : workdays,
    ...readPlace(typeof location === 'object' && location !== null ? location : {}),
    start: time('startTime', startTime),
    end: time('stopTime', stopTime),
  };
}

function readDays(days: unknown): string[] {
  const named = Array.isArray(days) ? everyDay.filter(day => days.includes(day)) : [];
  if (named.length === 0 || named.length !== new Set(days as unknown[]).size)
    throw refuse('invalid_input', { field: 'days', expected: `must be some of ${everyDay.join(', ')}` });
  return named;
}

const parametersOf = ({ latitude, longitude, start, end, days, type }: Input) => ({
  location: { latitude, longitude },
  startTime: start,
  stopTime: end,
  ...(type === 'weekly' && { days }),
});

const add = defineRoute({
  method: 'POST',
  at: routes.vehiclesV3.addSchedule,
  access: { ...byApplication(), scope: 'control_charge' },
  limit: 'vehicle',
  summary: 'Lets a car charge at certain times at a place: daily, weekly on some days, or in the workweek.',
  query: Query,
  handle: async ({ kernel, actor, params, body, request }) => {
    const application = granteeOf(kernel, actor, request);
    const vehicle = vehicleOf(params.id);
    const type = types.find(one => one === params.type);
    if (type === undefined) throw refuse('not_found');
    const input = readSchedule(type, newUuid(kernel.random), attributesOf(body));
    const attributes = { action: 'create', scheduleType: type, scheduleId: input.id, parameters: parametersOf(input) };
    const order = { attributes, links: { schedule: `/vehicles/${vehicle}/charge-schedules/${input.id}` } };
    const told = { kind: 'charge-schedule-execution', order, command: 'add_charge_schedule', input } as const;
    return execute(kernel, application, { vehicle, request }, told);
  },
});

const show = defineRoute({
  method: 'GET',
  at: routes.vehiclesV3.schedule,
  access: { ...byApplication(), scope: 'read_charge' },
  limit: 'vehicle',
  summary: 'A charge schedule, as the car keeps it.',
  query: Query,
  handle: async ({ kernel, actor, params, request }) => {
    const application = granteeOf(kernel, actor, request);
    const vehicle = vehicleOf(params.id);
    const id = scheduleIdOf(params.schedule);
    const endpoint = { permission: 'read_charge', signals: ['charge_timers'] } as const;
    const readings = await readSignals(kernel, application, { vehicle, endpoint, request: request.id });
    const timer = readingValue(readings, 'charge_timers')?.find(({ schedule }) => schedule?.id === id);
    if (timer?.schedule === undefined) throw refuse('not_found');
    const { start, end, days, place, schedule } = timer;
    const resource = {
      id,
      type: 'charge-schedule',
      attributes: {
        scheduleType: schedule.type,
        location: place ?? null,
        startTime: start.slice(0, 5),
        stopTime: end.slice(0, 5),
        days,
      },
      links: { self: `/vehicles/${vehicle}/charge-schedules/${id}` },
    };
    return json(resource, { headers: limitHeaders(kernel, application, vehicle) });
  },
});

const remove = defineRoute({
  method: 'DELETE',
  at: routes.vehiclesV3.schedule,
  access: { ...byApplication(), scope: 'control_charge' },
  limit: 'vehicle',
  summary: 'Ends a charge schedule.',
  query: Query,
  handle: async ({ kernel, actor, params, request }) => {
    const application = granteeOf(kernel, actor, request);
    const vehicle = vehicleOf(params.id);
    const id = scheduleIdOf(params.schedule);
    const order = { attributes: { action: 'delete', scheduleId: id, parameters: {} } };
    const told = {
      kind: 'charge-schedule-execution',
      order,
      command: 'remove_charge_schedule',
      input: { id },
    } as const;
    return execute(kernel, application, { vehicle, request }, told);
  },
});

function scheduleIdOf(text: string): string {
  if (!isUuid(text)) throw refuse('invalid_input', { field: 'schedule', expected: 'must be a UUID' });
  return text.toLowerCase();
}

export const scheduleRoutes = [add, show, remove];
