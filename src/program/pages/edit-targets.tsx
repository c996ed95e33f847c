// Editing targets, response targets and calendar: each part its own form, each edit a version after a question.
import Type from 'typebox';
import { href, routes } from '../../catalog/routes.ts';
import { isRefusal } from '../../core/errors.ts';
import { staff } from '../../core/http/access.ts';
import { type Answer, html, seeOther } from '../../core/http/answer.ts';
import { type AnyRoute, defineRoute, type RouteContext } from '../../core/http/define-route.ts';
import { shell } from '../../core/http/shell.ts';
import { newId } from '../../core/ids.ts';
import { renderPage } from '../../web/render.tsx';
import type { FieldErrors } from '../../web/ui/form-state.ts';
import { findRegionHolidays } from '../calendar/region-holidays.ts';
import { currentProgram } from '../current-program.ts';
import type { Fields } from '../edit/form-answer.ts';
import { readSettingsEdit } from '../edit/settings-edit.ts';
import { publishSettings } from '../publish-version.ts';
import { ConfirmVersion, Overtaken, ProgramEditor } from './edit-frame.tsx';
import { CalendarForm, PromisesForm, TargetForms } from './settings-forms.tsx';

const text = Type.Optional(Type.String());
const named = <const Names extends readonly string[]>(names: Names) =>
  // Every field of every part is an optional text; the reader picks those of the part that was sent.
  Type.Object(Object.fromEntries(names.map(name => [name, text])));

const fieldNames = [
  'step',
  'basedOn',
  'part',
  'target',
  'name',
  'category',
  'CR',
  'IR',
  'AR',
  'acknowledge',
  'decide',
  'update',
  'disclose',
  ...[1, 2, 3, 4, 5].map(level => `remediate${level}`),
  'remediateBy',
  'timeZone',
  'region',
  'opens',
  'closes',
  'preset',
  'holidays',
  ...[1, 2, 3, 4, 5, 6, 7].map(day => `day${day}`),
];

export const editTargetsRoutes: readonly AnyRoute[] = [
  defineRoute({
    method: 'GET',
    at: routes.program.editTargets,
    access: staff('program.edit'),
    limit: 'page',
    summary: 'Targets, response targets and calendar in forms.',
    query: Type.Object({ target: text }),
    handle: async context => formPage(context, {}, { target: context.query.target }),
  }),
  defineRoute({
    method: 'POST',
    at: routes.program.editTargets,
    access: staff('program.edit'),
    limit: 'change',
    summary: 'Shows what an edit of the settings would change, then publishes it.',
    body: named(fieldNames),
    handle: async context => {
      const { kernel, actor } = context;
      // The schema lets only optional texts through.
      const fields = context.body as Fields;
      if (fields['step'] === 'edit') return formPage(context, fields);
      const { settingsVersion, targets, retiredTargets, responseTargets, calendar } = await currentProgram(kernel);
      if (fields['basedOn'] !== String(settingsVersion.number)) return formPage(context, fields, { status: 409 });
      const current = { targets, retiredTargets, responseTargets, calendar };
      const region = fields['region']?.trim() ?? '';
      const holidays = region === '' ? null : await findRegionHolidays(region, kernel.clock.now().getUTCFullYear());
      const read = readSettingsEdit(current, newId('tgt', kernel.clock, kernel.random), fields, holidays);
      if (!read.ok) return formPage(context, fields, { errors: read.errors, status: 422 });
      if (fields['step'] !== 'publish') {
        return html(
          renderPage(
            <ProgramEditor shell={shell(context)} title="Publish new settings?">
              <ConfirmVersion
                title={`Publish version ${settingsVersion.number + 1} of targets and promises?`}
                changes={read.changes}
                action={href(routes.program.editTargets)}
                fields={fields}
              />
            </ProgramEditor>,
          ),
        );
      }
      try {
        await publishSettings(kernel, actor, { basedOn: settingsVersion.number, ...read.value });
      } catch (error) {
        if (isRefusal(error, 'conflict')) return formPage(context, fields, { status: 409 });
        throw error;
      }
      return seeOther(href(routes.program.edit, undefined, { published: 'settings' }));
    },
  }),
];

type Context = Pick<RouteContext, 'kernel' | 'actor' | 'request'>;
type Extras = { errors?: FieldErrors; status?: number; target?: string | undefined };

async function formPage(
  context: Context,
  fields: Fields,
  { errors = {}, status = 200, target }: Extras = {},
): Promise<Answer> {
  const program = await currentProgram(context.kernel);
  const { settingsVersion } = program;
  const basedOn = String(settingsVersion.number);
  /** Typed values and errors belong to the part that was sent; the others show what is in force. */
  const typed = (...parts: string[]) =>
    parts.includes(fields['part'] ?? '') ? { values: fields, errors } : { values: undefined, errors: {} };
  return html(
    renderPage(
      <ProgramEditor shell={shell(context)} title="Targets and promises">
        {status === 409 && <Overtaken what="settings" version={settingsVersion.number} />}
        <TargetForms
          program={program}
          basedOn={basedOn}
          chosen={target ?? fields['target']}
          {...typed('target', 'retire')}
        />
        <PromisesForm program={program} basedOn={basedOn} {...typed('promises')} />
        <CalendarForm program={program} basedOn={basedOn} {...typed('calendar')} />
      </ProgramEditor>,
    ),
    { status },
  );
}
