// Garage: the simulated cars that developers make, look at, interfere with and do away with.
import type { Module } from '../core/module.ts';
import { carRoutes } from './pages/car.tsx';
import { garageRoutes } from './pages/garage.tsx';
import { removeRoutes } from './pages/remove.tsx';
import { seedGarage } from './seed-garage.ts';

export const garageModule: Module = {
  name: 'garage',
  routes: [...garageRoutes, ...carRoutes, ...removeRoutes],
  seed: seedGarage,
};
