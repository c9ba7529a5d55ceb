/** As long as the two commits of a payment that is created and confirmed at once; `npm run bench -- cost` measures them. */
export const FIRST_COMMIT_CHARACTERS = 1_334
export const SECOND_COMMIT_CHARACTERS = 658
