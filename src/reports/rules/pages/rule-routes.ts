// The doors to the assignment rules.
import type { AnyRoute } from '../../../core/http/define-route.ts';
import { editRuleRoutes } from './edit-rule.tsx';
import { rulesPageRoutes } from './rules-page.tsx';
import { tryRulesRoutes } from './try-rules.tsx';

export const ruleRoutes: readonly AnyRoute[] = [...rulesPageRoutes, ...tryRulesRoutes, ...editRuleRoutes];
