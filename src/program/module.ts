// What researchers are promised: policy, scope, targets, response targets, and the files that machines read.
import type { Module } from '../core/module.ts';
import { prepareProgram } from './first-program.ts';

export const programModule: Module = {
  name: 'program',
  routes: [],
  prepare: prepareProgram,
};
