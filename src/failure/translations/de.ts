import type { ShopperTexts } from './texts.ts'

export const de: ShopperTexts = {
  DECLINED: 'Ihre Karte wurde abgelehnt. Verwenden Sie eine andere Karte oder fragen Sie Ihre Bank.',
  FUNDS: 'Ihre Karte ist nicht ausreichend gedeckt. Verwenden Sie eine andere Karte.',
  LIMIT: 'Diese Zahlung übersteigt ein Limit Ihrer Karte. Verwenden Sie eine andere Karte oder fragen Sie Ihre Bank.',
  EXPIRED: 'Ihre Karte ist abgelaufen. Verwenden Sie eine andere Karte.',
  NUMBER: 'Ihre Kartennummer ist nicht korrekt. Prüfen Sie sie und versuchen Sie es erneut.',
  EXPIRY: 'Das Ablaufdatum Ihrer Karte ist nicht korrekt. Prüfen Sie es und versuchen Sie es erneut.',
  CVC: 'Die Prüfnummer Ihrer Karte ist nicht korrekt. Prüfen Sie sie und versuchen Sie es erneut.',
  ADDRESS: 'Die Rechnungsadresse konnte nicht bestätigt werden. Prüfen Sie sie und versuchen Sie es erneut.',
  DETAILS:
    'Ihre Kartendaten konnten nicht verwendet werden. Geben Sie sie erneut ein oder verwenden Sie eine andere Karte.',
  CARD_KIND: 'Diese Karte kann für diese Zahlung nicht verwendet werden. Verwenden Sie eine andere Karte.',
  CURRENCY: 'Diese Karte kann in dieser Währung nicht belastet werden. Verwenden Sie eine andere Karte.',
  CONFIRM: 'Ihre Bank bittet Sie, die Zahlung zu bestätigen. Versuchen Sie es erneut und folgen Sie den Schritten.',
  NOT_CONFIRMED:
    'Ihre Bank konnte Ihre Identität nicht bestätigen. Versuchen Sie es erneut oder verwenden Sie eine andere Karte.',
  PIN: 'Die PIN konnte nicht bestätigt werden. Versuchen Sie es erneut oder verwenden Sie eine andere Karte.',
  TRY_AGAIN: 'Die Zahlung konnte gerade nicht ausgeführt werden, es wurde nichts abgebucht. Versuchen Sie es erneut.',
  TRY_LATER:
    'Die Zahlung konnte gerade nicht ausgeführt werden, es wurde nichts abgebucht. Versuchen Sie es später erneut.',
  BANK_LATER:
    'Ihre Bank antwortet gerade nicht, es wurde nichts abgebucht. Versuchen Sie es später erneut oder verwenden Sie eine andere Karte.',
  UNCERTAIN:
    'Es steht noch nicht fest, ob die Zahlung erfolgreich war. Bezahlen Sie nicht noch einmal, sondern warten Sie das Ergebnis ab.',
  RELEASED:
    'Die Zahlung konnte nicht abgeschlossen werden. Ein auf Ihrer Karte reservierter Betrag wird freigegeben. Verwenden Sie eine andere Karte.',
  ASK_THE_SHOP: 'Die Zahlung konnte nicht ausgeführt werden. Wenden Sie sich an den Shop.',
  ANOTHER_WAY: 'Auf diesem Weg konnte nicht bezahlt werden. Wählen Sie eine andere Zahlungsart.',
  CANCELED: 'Sie haben die Zahlung abgebrochen, es wurde nichts abgebucht. Sie können es erneut versuchen.',
  APPROVE:
    'Die Zahlung wurde noch nicht freigegeben, es wurde nichts abgebucht. Versuchen Sie es erneut und geben Sie sie frei.',
  WALLET:
    'Ihre Wallet konnte diese Zahlung nicht ausführen. Wählen Sie darin eine andere Zahlungsart oder verwenden Sie eine Karte.',
  CAPTURE: 'Der Shop konnte diese Zahlung nicht einziehen. Wenden Sie sich an den Shop.',
  VOID: 'Die Zahlung konnte in diesem Stand nicht storniert werden. Wenden Sie sich an den Shop.',
  REFUND_UNPAID: 'Die Erstattung konnte nicht auf diese Karte ausgezahlt werden.',
  REFUND: 'Die Erstattung konnte nicht ausgeführt werden. Wenden Sie sich an den Shop.',
  DISPUTE: 'Ihre Beanstandung dieser Zahlung wird bearbeitet. Wenden Sie sich an den Shop oder an Ihre Bank.',
}
