// What the page says on which an owner tells the battery size of their car, in each language of Connect.
import type { Language } from './languages.ts';

const english = {
  title: 'Which battery does your car have?',
  why: (app: string, operator: string) =>
    `The maker built your car with several sizes and does not say which one you have. Your answer is kept at ${operator} and told to apps that you allow to see your battery, such as ${app}.`,
  where: 'You find it in the purchase papers, or in the car’s settings.',
  size: 'Battery size',
  required: 'required',
  choose: 'Choose one of the sizes.',
  save: 'Save',
  done: 'Thank you',
  doneText: 'The size is kept. You can close this page.',
  again: 'Choose another size',
};

export type BatteryWords = typeof english;

const german: BatteryWords = {
  title: 'Welche Batterie hat Ihr Auto?',
  why: (app, operator) =>
    `Der Hersteller hat Ihr Auto mit mehreren Größen gebaut und sagt nicht, welche Sie haben. Ihre Antwort wird bei ${operator} aufbewahrt und Apps mitgeteilt, denen Sie Ihre Batterie zeigen, wie ${app}.`,
  where: 'Sie steht in den Kaufunterlagen oder in den Einstellungen des Autos.',
  size: 'Größe der Batterie',
  required: 'erforderlich',
  choose: 'Wählen Sie eine der Größen.',
  save: 'Speichern',
  done: 'Vielen Dank',
  doneText: 'Die Größe ist gespeichert. Sie können diese Seite schließen.',
  again: 'Andere Größe wählen',
};

const french: BatteryWords = {
  title: 'Quelle batterie a votre voiture ?',
  why: (app, operator) =>
    `Le constructeur a livré votre voiture avec plusieurs tailles et ne dit pas laquelle est la vôtre. Votre réponse est conservée chez ${operator} et transmise aux applications auxquelles vous montrez votre batterie, comme ${app}.`,
  where: 'Vous la trouvez dans les papiers d’achat ou dans les réglages de la voiture.',
  size: 'Taille de la batterie',
  required: 'obligatoire',
  choose: 'Choisissez une des tailles.',
  save: 'Enregistrer',
  done: 'Merci',
  doneText: 'La taille est enregistrée. Vous pouvez fermer cette page.',
  again: 'Choisir une autre taille',
};

const spanish: BatteryWords = {
  title: '¿Qué batería tiene su coche?',
  why: (app, operator) =>
    `El fabricante hizo su coche con varios tamaños y no dice cuál es el suyo. Su respuesta se guarda en ${operator} y se comunica a las aplicaciones a las que usted muestra su batería, como ${app}.`,
  where: 'Lo encuentra en los papeles de compra o en los ajustes del coche.',
  size: 'Tamaño de la batería',
  required: 'obligatorio',
  choose: 'Elija uno de los tamaños.',
  save: 'Guardar',
  done: 'Gracias',
  doneText: 'El tamaño está guardado. Puede cerrar esta página.',
  again: 'Elegir otro tamaño',
};

/** In one language. */
export const batteryWordsIn = (language: Language): BatteryWords =>
  ({ en: english, de: german, fr: french, es: spanish })[language];
