/**
 * How long this thread has computed, in milliseconds: what is held to be linear is measured by its own work, and not by
 * what else the machine does meanwhile.
 */
export function processorMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
