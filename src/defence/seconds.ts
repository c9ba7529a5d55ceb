/** As Retry-After has it (RFC 9110, 10.2.3): whole seconds, and never "now". */
export const retryAfterOf = (waitMs: number): string => String(Math.max(1, Math.ceil(waitMs / 1000)))
