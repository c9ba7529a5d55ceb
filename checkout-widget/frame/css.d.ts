/** A style sheet of a chunk: its rules, one by one, as the build makes them of it. */
declare module '*.css' {
  const rules: readonly string[]
  export default rules
}
