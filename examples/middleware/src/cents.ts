/** An amount to two decimal places. */
export const cents = (amount: number): number => Math.round(amount * 100) / 100
