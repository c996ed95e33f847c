// The front door: what the newsletter and the command line may ask of the trust center.

export { advisoryCommands } from './dependencies/advisory-command.ts';
export { newsOfEdition } from './view/news-of-edition.ts';
