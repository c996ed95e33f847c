// The front door: what the newsletter may ask of the trust center.

export { newsOfEdition } from './view/news-of-edition.ts';
