/** How far a new line begins: as far as the one before it, further behind a colon that opens something. */
export function indentAfter(line: string): number {
  const written = line.replace(/(^|\s)#.*$/, '').trimEnd()
  const indent = line.length - line.trimStart().length
  const dashes = /^\s*((?:- +)*)/.exec(line)![1]!.length
  return indent + dashes + (written.endsWith(':') ? 2 : 0)
}
