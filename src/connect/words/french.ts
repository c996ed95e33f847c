// Connect in French.
import type { Words } from './english.ts';

export const french: Words = {
  skip: 'Aller au contenu',
  language: 'Langue',
  exit: 'Annuler et revenir',
  backTo: app => `Revenir à ${app}`,
  back: 'Retour',
  step: (at, of) => `Étape ${at} sur ${of}`,
  required: 'obligatoire',
  marks: {
    test: {
      title: 'Mode test',
      text: 'Aucune vraie voiture ni aucun vrai compte constructeur n’est concerné. Toute adresse e-mail et tout mot de passe conviennent.',
    },
    simulated: {
      title: 'Voitures simulées',
      text: 'Aucune vraie voiture n’est concernée. Utilisez l’adresse e-mail et le mot de passe de votre voiture simulée.',
    },
    sandbox: {
      title: 'Un bac à sable pour la recherche en sécurité',
      text: 'Cette application n’atteint que des voitures simulées, et seulement au nom de leur propriétaire simulé. Aucune vraie voiture ne peut lui être confiée.',
    },
  },
  preamble: {
    title: app => `${app} souhaite se connecter à votre voiture`,
    by: operator =>
      `${operator} se tient entre le constructeur et l’application, et ne transmet que ce que vous autorisez.`,
    choose: 'Vous choisissez la marque de votre voiture.',
    signIn: app => `Vous vous connectez chez son constructeur. ${app} ne voit jamais votre mot de passe.`,
    decide: app => `Vous lisez ce que demande ${app}, et répondez oui ou non à chaque point.`,
    takeBack: 'Vous pouvez revenir sur votre décision à tout moment.',
    policy: operator => `Politique de confidentialité des utilisateurs de ${operator}`,
    country: 'Où votre voiture est-elle immatriculée ?',
    proceed: 'Continuer',
    again: (app, since) =>
      `Vous l’avez autorisé à ${app} le ${since}, et rien de nouveau n’est demandé. Si vous continuez, ce que vous avez autorisé reste valable.`,
    review: 'Relire et décider à nouveau',
  },
  again: {
    title: app => `${app} vous demande de vous reconnecter`,
    why: app =>
      `Le constructeur de votre voiture redemande parfois votre connexion. D’ici là, ${app} ne peut pas joindre votre voiture.`,
    stays: 'Ce que vous avez autorisé reste tel quel. Rien de nouveau n’est demandé.',
  },
  email: {
    title: 'D’abord, qui êtes-vous ?',
    why: operator =>
      `Ce que vous autorisez est conservé dans votre propre compte chez ${operator} : vous y voyez chaque lecture et y retirez vos autorisations. Le compte est créé à la première visite.`,
    address: 'Adresse e-mail',
    send: 'M’envoyer un lien',
    wrong: 'Saisissez une adresse e-mail, par exemple olivia@example.com.',
    sentTitle: 'Consultez vos e-mails',
    sent: minutes =>
      `Un lien est en route. Ouvrez-le sur cet appareil dans les ${minutes} minutes, puis revenez dans cette fenêtre et continuez.`,
    opened: 'J’ai ouvert le lien',
    notYet: 'Le lien ne semble pas encore ouvert. Il doit l’être dans ce navigateur.',
    otherWay: 'Se connecter autrement',
    again: 'Utiliser une autre adresse',
    done: 'Vous êtes connecté',
    doneText: 'Revenez dans la fenêtre d’où vous venez et continuez-y. Vous pouvez aussi continuer ici.',
    here: 'Continuer ici',
  },
  brands: {
    title: 'Quelle est la marque de votre voiture ?',
    search: 'Chercher une marque',
    find: 'Chercher',
    none: asked => `Aucune marque ne s’appelle « ${asked} ».`,
    all: 'Afficher toutes les marques',
    missing: 'Votre marque n’y est pas ? Elle ne peut pas encore être connectée.',
  },
  login: {
    title: brand => `Se connecter avec ${brand}`,
    username: 'Adresse e-mail',
    password: 'Mot de passe',
    signIn: 'Se connecter',
    away: (brand, host) =>
      `Vous passez à la page de connexion de ${brand}, sur ${host}, puis revenez ici. Nous ne voyons jamais votre mot de passe.`,
    go: brand => `Continuer vers ${brand}`,
    otherBrand: 'Choisir une autre marque',
    empty: 'Saisissez l’adresse e-mail et le mot de passe.',
    wrong:
      'Cela n’a pas marché : le constructeur ne connaît pas cette adresse e-mail avec ce mot de passe. Vérifiez les deux et réessayez.',
    locked: brand =>
      `${brand} attend d’abord quelque chose de vous : connectez-vous à son application ou à son site, faites ce qui est demandé, puis réessayez.`,
    permission: brand =>
      `Ce compte ${brand} n’a pas le droit de partager la voiture. Connectez-vous comme propriétaire, ou demandez-le-lui.`,
    later: brand => `${brand} ne répond pas pour l’instant. Rien n’est perdu ; réessayez dans quelques minutes.`,
    returned: brand => `La connexion chez ${brand} n’a pas été terminée. Rien n’a été partagé.`,
  },
  grant: {
    title: (app, car) => `Autoriser ${app} à utiliser votre ${car} ?`,
    car: 'voiture',
    which: 'Quelle voiture ?',
    whichMany: 'Quelles voitures ?',
    see: app => `Ce que ${app} souhaite voir`,
    act: app => `Ce que ${app} souhaite faire`,
    optional: 'Ce qui est facultatif s’active comme vous le voulez.',
    exactness: {
      title: 'Avec quelle précision peut-elle voir où est votre voiture ?',
      precise: 'L’endroit exact',
      coarse: 'À un kilomètre près environ',
    },
    howLongTitle: 'Pour combien de temps',
    howLong: app =>
      `Un an au plus, ou jusqu’à ce que vous le retiriez, ce que vous pouvez faire à tout moment. Cela prend fin plus tôt si ${app} ne s’en sert pas pendant 60 jours.`,
    accountSync: app =>
      `Si une voiture s’ajoute plus tard à votre compte constructeur, ${app} apprend qu’elle existe. Vous serez consulté avant que l’application n’en reçoive quoi que ce soit.`,
    dataTitle: 'Ce que deviennent les données',
    ownerPolicy: operator => `Politique de confidentialité des utilisateurs de ${operator}`,
    appPolicy: app => `Politique de confidentialité de ${app}`,
    appPolicyNote: 'ce qui se passe une fois les données reçues par l’application',
    version: version => `Version ${version}`,
    allow: 'Autoriser',
    deny: 'Ne pas autoriser',
    belongs: (app, organization, operator) =>
      `${app} dit appartenir à ${organization}. ${operator} ne l’a pas vérifié.`,
    unchecked: (app, operator) => `${operator} n’a pas vérifié qui est derrière ${app}.`,
    signedInAs: name => `Vous êtes connecté en tant que ${name}.`,
    accountAt: brand => `Voici les voitures du compte ${brand} auquel vous vous êtes connecté.`,
    otherCar: 'Utiliser une voiture d’un autre compte',
    sensitive: 'Sensible',
    required: 'Obligatoire',
    wrong: 'Il manque quelque chose',
    kept: 'Vos choix ont été conservés.',
    noCar: 'Choisissez au moins une voiture.',
    oneCar: 'Choisissez une voiture.',
    nothing: 'Activez au moins un point, ou n’autorisez pas l’accès.',
    lacksRequired: 'L’application a besoin de tout ce qui est obligatoire. Si c’est trop, n’autorisez pas l’accès.',
    changed: 'Quelque chose a changé sur cette page depuis que vous l’avez ouverte. Relisez-la, s’il vous plaît.',
  },
  key: {
    title: 'Encore une étape pour les commandes',
    allowed: app => `${app} peut faire ce que vous avez autorisé. La lecture fonctionne dès maintenant.`,
    why: operator =>
      `Votre voiture n’accepte de commandes que des clés que vous lui avez associées. Associez la clé de ${operator}, par laquelle passent toutes les commandes ; vous pouvez la retirer dans la voiture à tout moment.`,
    how: 'Sur votre téléphone, la page suivante ouvre l’application du constructeur. Sur un ordinateur, elle affiche un code pour votre téléphone.',
    pair: 'Associer la clé',
  },
  problems: {
    incompatible: {
      title: 'Cette voiture ne peut pas être connectée',
      text: brand =>
        `Cette voiture ${brand} ne peut pas partager de données, ou pas celles qui sont demandées. Rien n’a été partagé.`,
    },
    share: app => `Indiquer à ${app} de quelle voiture il s’agit`,
    shareHint: 'Marque, modèle, année et numéro de châssis, pour que l’on puisse vous aider. Rien d’autre.',
    noVehicles: {
      title: 'Il n’y a pas de voiture dans ce compte',
      text: brand => `Nous n’avons trouvé aucune voiture dans votre compte ${brand}. Rien n’a été partagé.`,
    },
    notThisCar: {
      title: 'C’est une autre voiture',
      text: vin => `Le compte n’a pas la voiture demandée, dont le numéro de châssis se termine par ${vin}.`,
    },
    notYours: {
      title: 'Cette voiture est dans un autre compte',
      text: 'Vous êtes connecté ici, mais pas avec le compte auquel appartient cette voiture. Rien n’a été modifié.',
    },
    subscription: {
      title: 'Les services connectés de la voiture ne sont pas actifs',
      text: brand =>
        `${brand} ne partage des données que si ses services connectés sont actifs. Renouvelez-les dans l’application de ${brand}, puis réessayez.`,
    },
    unreachable: {
      title: 'Le constructeur ne répond pas',
      text: brand => `${brand} est injoignable. Rien n’a été partagé. Réessayez dans quelques minutes.`,
    },
    noMakers: {
      title: 'Aucune voiture ne peut encore être connectée ici',
      text: 'Aucun constructeur n’est configuré sur ce serveur : il n’y a rien à choisir. Rien n’a été partagé, et l’application en est informée.',
    },
    sandbox: {
      title: 'Cette application ne peut pas avoir votre voiture',
      text: 'Ce compte n’a pas de voiture de ce bac à sable.',
    },
    otherAccount: 'Utiliser un autre compte',
    retry: 'Réessayer',
  },
  stopped: {
    over: {
      title: 'Cette demande est terminée',
      text: 'Elle a expiré, a déjà reçu une réponse ou a été commencée dans un autre navigateur. Si vous y avez répondu, votre réponse compte. Sinon, rien n’a été partagé : revenez à l’application et recommencez.',
    },
    link: {
      title: 'Impossible de répondre à cette demande',
      text: 'Le lien qui vous a conduit ici est mal configuré. Rien n’a été partagé. Revenez à l’application. Ses auteurs peuvent y remédier.',
    },
    soon: {
      title: 'Trop d’essais en peu de temps',
      text: 'Patientez une minute, puis rouvrez cette page. Ce que vous avez fait jusqu’ici est conservé.',
    },
    fault: {
      title: 'Un incident s’est produit de notre côté',
      text: 'Ce que vous avez décidé jusqu’ici est conservé. Patientez un instant, puis rechargez cette page. Si cela se reproduit, indiquez-nous ce numéro.',
    },
    broken: {
      title: 'Cela n’a pas fonctionné',
      text: 'Rien n’a été partagé. Revenez à l’application et recommencez. Si cela se reproduit, indiquez-nous ce numéro.',
    },
    number: 'Numéro de la demande :',
    makers: 'Pour les auteurs de l’application',
    code: 'Code d’erreur',
    detail: 'Ce qui ne va pas',
  },
  popup: {
    title: 'Vous avez terminé ici',
    text: 'La réponse est transmise à la page d’où vous venez, et cette fenêtre se ferme d’elle-même. Sinon, fermez-la.',
    unknown:
      'La page qui a ouvert cette fenêtre n’est pas enregistrée pour l’application : rien ne lui a été transmis. Vous pouvez fermer cette fenêtre.',
  },
  sensitivity: { low: 'Faible', medium: 'Moyenne', high: 'Élevée' },
  mail: {
    givenSubject: operator => `Vous avez autorisé une application à utiliser votre voiture (${operator})`,
    given: 'Vous venez d’autoriser une application à utiliser votre voiture. Les détails, et votre reçu signé :',
    endedSubject: operator => `Une application ne peut plus utiliser votre voiture (${operator})`,
    ended: 'L’autorisation d’une application d’utiliser votre voiture a pris fin. Les détails, et votre reçu signé :',
    unusedSubject: operator => `Une application inutilisée est suspendue (${operator})`,
    unused:
      'Un accès à votre voiture n’a pas servi depuis longtemps : il est suspendu. Vous pouvez le rétablir ; sans action de votre part, il prend fin :',
    endingSubject: operator => `L’accès d’une application à votre voiture prend bientôt fin (${operator})`,
    ending:
      'Un accès à votre voiture prend fin de lui-même dans quelques jours. La date, et comment le prolonger si vous le souhaitez :',
    notYou: 'Si ce n’était pas vous, ouvrez la page et retirez l’autorisation : elle prend fin aussitôt.',
  },
};
