import type { ShopperTexts } from './texts.ts'

export const fr: ShopperTexts = {
  DECLINED: 'Votre carte a été refusée. Essayez une autre carte ou contactez votre banque.',
  FUNDS: 'Le solde de votre carte est insuffisant. Essayez une autre carte.',
  LIMIT: 'Ce paiement dépasse un plafond de votre carte. Essayez une autre carte ou contactez votre banque.',
  EXPIRED: 'Votre carte a expiré. Essayez une autre carte.',
  NUMBER: 'Le numéro de votre carte est incorrect. Vérifiez-le et réessayez.',
  EXPIRY: "La date d'expiration de votre carte est incorrecte. Vérifiez-la et réessayez.",
  CVC: 'Le code de sécurité de votre carte est incorrect. Vérifiez-le et réessayez.',
  ADDRESS: "L'adresse de facturation n'a pas pu être confirmée. Vérifiez-la et réessayez.",
  DETAILS:
    "Les données de votre carte n'ont pas pu être utilisées. Saisissez-les à nouveau ou essayez une autre carte.",
  CARD_KIND: 'Cette carte ne peut pas être utilisée pour ce paiement. Essayez une autre carte.',
  CURRENCY: 'Cette carte ne peut pas être utilisée dans cette devise. Essayez une autre carte.',
  CONFIRM: 'Votre banque vous demande de confirmer le paiement. Réessayez et suivez les étapes indiquées.',
  NOT_CONFIRMED: "Votre banque n'a pas pu vérifier votre identité. Réessayez ou utilisez une autre carte.",
  PIN: "Le code confidentiel n'a pas pu être vérifié. Réessayez ou utilisez une autre carte.",
  TRY_AGAIN: "Le paiement n'a pas pu être traité et rien n'a été débité. Réessayez.",
  TRY_LATER: "Le paiement n'a pas pu être traité et rien n'a été débité. Réessayez plus tard.",
  BANK_LATER:
    "Votre banque n'a pas pu répondre et rien n'a été débité. Réessayez plus tard ou utilisez une autre carte.",
  UNCERTAIN: 'On ne sait pas encore si le paiement a abouti. Ne payez pas une seconde fois : attendez le résultat.',
  RELEASED:
    "Le paiement n'a pas pu aboutir. Tout montant réservé sur votre carte est en cours de libération. Essayez une autre carte.",
  ASK_THE_SHOP: "Le paiement n'a pas pu être traité. Contactez la boutique.",
  ANOTHER_WAY: "Le paiement n'a pas pu être effectué de cette façon. Choisissez un autre moyen de paiement.",
  CANCELED: "Vous avez annulé le paiement et rien n'a été débité. Vous pouvez réessayer.",
  APPROVE: "Le paiement n'a pas encore été approuvé et rien n'a été débité. Réessayez et approuvez-le.",
  WALLET:
    "Votre portefeuille n'a pas pu effectuer ce paiement. Choisissez-y un autre moyen de paiement ou utilisez une carte.",
  CAPTURE: "La boutique n'a pas pu encaisser ce paiement. Contactez la boutique.",
  VOID: "Le paiement n'a pas pu être annulé en l'état. Contactez la boutique.",
  REFUND_UNPAID: "Le remboursement n'a pas pu être versé sur cette carte.",
  REFUND: "Le remboursement n'a pas pu être effectué. Contactez la boutique.",
  DISPUTE: 'Votre réclamation sur ce paiement est en cours de traitement. Contactez la boutique ou votre banque.',
}
