// Who sees which report: what every finder of reports asks.
import type { Expression, ExpressionBuilder, SqlBool } from 'kysely';
import { may } from '../catalog/permissions.ts';
import type { Actor } from '../core/actor.ts';
import type { REPORT } from './report-record.ts';
import type { ReportsTables } from './tables.ts';

type Where = (eb: ExpressionBuilder<ReportsTables, typeof REPORT>) => Expression<SqlBool>;

/** The one place that says who sees which report. Of held ones, `abuse/held-store.ts` tells staff. */
export function visibleTo(actor: Actor): Where {
  switch (actor.kind) {
    case 'system':
      return eb => eb.lit(true);
    case 'receipt-holder':
      return eb => eb('id', '=', actor.report);
    case 'person':
      return eb =>
        may(actor.staffRole, 'report.read')
          ? eb.or([eb('is_held', '=', false), eb('reporter', '=', actor.id)])
          : eb('reporter', '=', actor.id);
    default:
      return eb => eb.lit(false);
  }
}
