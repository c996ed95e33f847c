// The doors for programs: reports by JSON:API.
import { readRoutes } from './read-reports.ts';
import { submitRoute } from './submit.ts';
import { writeRoutes } from './write-reports.ts';

export const apiRoutes = [...readRoutes, submitRoute, ...writeRoutes];
