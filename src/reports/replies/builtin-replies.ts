// The answers that a new installation begins with; the team changes them as it likes.

import type { CannedReply } from './reply-template.ts';

export const builtinReplies: readonly Omit<CannedReply, 'id'>[] = [
  {
    name: 'Thank you, we are reading it',
    reason: null,
    texts: {
      en: 'Hello {reporter},\n\nthank you for your report {number}. We have read it and are trying to repeat what you saw. You hear from us again by {due}.\n\n{me}, {team}',
      de: 'Guten Tag {reporter},\n\nvielen Dank für Ihre Meldung {number}. Wir haben sie gelesen und versuchen, das Gesehene nachzustellen. Sie hören spätestens am {due} wieder von uns.\n\n{me}, {team}',
      fr: 'Bonjour {reporter},\n\nmerci pour votre signalement {number}. Nous l’avons lu et essayons de reproduire ce que vous avez vu. Vous aurez de nos nouvelles au plus tard le {due}.\n\n{me}, {team}',
      es: 'Hola {reporter}:\n\ngracias por su informe {number}. Lo hemos leído e intentamos reproducir lo que vio. Tendrá noticias nuestras a más tardar el {due}.\n\n{me}, {team}',
    },
  },
  {
    name: 'We need the exact steps',
    reason: null,
    texts: {
      en: 'Hello {reporter},\n\nwe could not repeat {number} yet. Could you send the exact steps from a fresh start, with the requests and the full answers? Please leave out other people’s data.\n\n{me}',
      de: 'Guten Tag {reporter},\n\nwir konnten {number} noch nicht nachstellen. Könnten Sie uns die genauen Schritte von Anfang an schicken, mit den Anfragen und den vollständigen Antworten? Bitte lassen Sie Daten anderer Menschen weg.\n\n{me}',
      fr: 'Bonjour {reporter},\n\nnous n’avons pas encore pu reproduire {number}. Pourriez-vous nous envoyer les étapes exactes depuis le début, avec les requêtes et les réponses complètes ? Merci d’omettre les données d’autres personnes.\n\n{me}',
      es: 'Hola {reporter}:\n\naún no hemos podido reproducir {number}. ¿Podría enviarnos los pasos exactos desde el principio, con las peticiones y las respuestas completas? Por favor, omita los datos de otras personas.\n\n{me}',
    },
  },
  {
    name: 'Out of scope',
    reason: 'out_of_scope',
    texts: {
      en: 'Thank you for {number}. What it is about is outside the scope of our program, so we can’t act on it ourselves. The policy says what may be tested: {policy_url}. Please tell its owner, if you have not yet.',
      de: 'Vielen Dank für {number}. Das Gemeldete liegt außerhalb unseres Programms, deshalb können wir selbst nichts daran ändern. Was getestet werden darf, steht in der Richtlinie: {policy_url}. Bitte melden Sie es dem Betreiber, falls noch nicht geschehen.',
      fr: 'Merci pour {number}. L’objet de ce signalement est hors du périmètre de notre programme ; nous ne pouvons donc pas agir nous-mêmes. La politique indique ce qui peut être testé : {policy_url}. Merci d’en informer le propriétaire si ce n’est pas déjà fait.',
      es: 'Gracias por {number}. Lo que describe queda fuera del alcance de nuestro programa, por lo que no podemos actuar. La política dice qué se puede probar: {policy_url}. Por favor, avise a su responsable si aún no lo ha hecho.',
    },
  },
  {
    name: 'True, but we will not change it',
    reason: 'informational',
    texts: {
      en: 'Thank you for {number}. What you describe is true, and we have thought about it: by itself it gives nobody anything that they should not have, so we will not change it. If you can show how it leads further, please tell us and we look again.',
      de: 'Vielen Dank für {number}. Was Sie beschreiben, stimmt, und wir haben darüber nachgedacht: Für sich genommen verschafft es niemandem etwas, das ihm nicht zusteht, deshalb ändern wir es nicht. Wenn Sie zeigen können, wie es weiterführt, schreiben Sie uns, und wir sehen es uns noch einmal an.',
      fr: 'Merci pour {number}. Ce que vous décrivez est exact et nous y avons réfléchi : pris isolément, cela ne donne à personne un accès indu, nous ne le changerons donc pas. Si vous pouvez montrer que cela mène plus loin, dites-le-nous et nous réexaminerons le cas.',
      es: 'Gracias por {number}. Lo que describe es cierto y lo hemos considerado: por sí solo no da a nadie nada que no deba tener, así que no lo cambiaremos. Si puede mostrar que lleva más lejos, díganoslo y lo veremos de nuevo.',
    },
  },
  {
    name: 'Not a security problem',
    reason: 'not_applicable',
    texts: {
      en: 'Thank you for {number}. We looked at it and do not see a way in which it could harm anyone: it works as it is meant to. If we missed something, answer here and say what an attacker would gain.',
      de: 'Vielen Dank für {number}. Wir haben es uns angesehen und sehen keinen Weg, auf dem es jemandem schaden könnte: Es funktioniert wie vorgesehen. Falls wir etwas übersehen haben, antworten Sie hier und sagen Sie, was ein Angreifer gewönne.',
      fr: 'Merci pour {number}. Nous l’avons examiné et ne voyons pas comment cela pourrait nuire à quelqu’un : c’est le fonctionnement prévu. Si quelque chose nous a échappé, répondez ici en disant ce qu’un attaquant y gagnerait.',
      es: 'Gracias por {number}. Lo hemos examinado y no vemos cómo podría perjudicar a alguien: funciona como está previsto. Si se nos ha escapado algo, responda aquí y diga qué ganaría un atacante.',
    },
  },
  {
    name: 'Reported before',
    reason: 'duplicate',
    texts: {
      en: 'Thank you for {number}. Someone told us of the same weakness before you; one fix will answer both reports. You share its news on this page: {report_url}',
      de: 'Vielen Dank für {number}. Jemand hat uns dieselbe Schwachstelle vor Ihnen gemeldet; eine Korrektur erledigt beide Meldungen. Sie erfahren alles Weitere auf dieser Seite: {report_url}',
      fr: 'Merci pour {number}. Quelqu’un nous a signalé la même faille avant vous ; une seule correction répondra aux deux signalements. Vous en suivez les nouvelles sur cette page : {report_url}',
      es: 'Gracias por {number}. Alguien nos informó de la misma debilidad antes que usted; una sola corrección responderá a ambos informes. Seguirá las novedades en esta página: {report_url}',
    },
  },
  {
    name: 'Could not be repeated',
    reason: 'not_reproducible',
    texts: {
      en: 'Thank you for {number}. We tried several times to repeat it and asked for help, but could not make it happen. The report stays here; with more detail you can ask for a second look at any time.',
      de: 'Vielen Dank für {number}. Wir haben mehrfach versucht, es nachzustellen, und um Hilfe gebeten, aber es gelang nicht. Die Meldung bleibt hier; mit mehr Einzelheiten können Sie jederzeit um einen zweiten Blick bitten.',
      fr: 'Merci pour {number}. Nous avons essayé plusieurs fois de le reproduire et demandé de l’aide, sans succès. Le signalement reste ici ; avec plus de détails, vous pouvez à tout moment demander un second examen.',
      es: 'Gracias por {number}. Intentamos varias veces reproducirlo y pedimos ayuda, pero no lo logramos. El informe permanece aquí; con más detalles puede pedir una segunda revisión en cualquier momento.',
    },
  },
];
