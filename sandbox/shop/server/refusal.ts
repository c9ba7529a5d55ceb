import { type Answer, jsonAnswer } from '../../http/answer.ts'

/** No, in words for the person at the page. */
export const refusal = (status: number, message: string): Answer => jsonAnswer(status, { message })
