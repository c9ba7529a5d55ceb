/** RFC 9457: what went wrong on a plain HTTP route. Every answer names the request, as the log does. */
export function problemResponse(
  status: number,
  title: string,
  requestId: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const body = JSON.stringify({ type: 'about:blank', title, status, requestId })
  return new Response(body, {
    status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
  })
}
