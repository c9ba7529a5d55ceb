/** An element of frame.html. One that is missing is a fault of the build, found by the first test. */
export function element<Kind extends Element>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id)
  if (found instanceof kind) return found
  throw new Error(`the frame has no ${id}`)
}

export const textElement = (id: string): HTMLElement => element(id, HTMLElement)
