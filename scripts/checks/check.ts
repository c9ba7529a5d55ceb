/** One thing that `npm test` looks at beside the tests. It counts as one test. */
export interface Check {
  readonly name: string
  /** Undefined where all is well, else what is wrong and what to do about it. */
  run(): Promise<string | undefined>
}
