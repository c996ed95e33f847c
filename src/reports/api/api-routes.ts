// The doors for programs: reports by JSON:API, and in the shape of Bugcrowd's API.
import { bugcrowdRoutes } from './bugcrowd/bugcrowd-routes.ts';
import { readRoutes } from './read-reports.ts';
import { submitRoute } from './submit.ts';
import { writeRoutes } from './write-reports.ts';

export const apiRoutes = [...readRoutes, submitRoute, ...writeRoutes, ...bugcrowdRoutes];
