import type { RouteLocationRaw } from 'vue-router'

const ENDING = '.yaml'

/** The editor's page of a file, at a place of it where one is given. The address goes without the file's ending: what has a dot is a file to the desk, and no page. */
export function toEdit(file: string, place?: { line: number; column: number }): RouteLocationRaw {
  return { name: 'roster-edit', params: { file: file.replace(/\.yaml$/, '').split('/') }, query: place ? { line: place.line, column: place.column } : {} }
}

/** Which file an address means; empty where it names none. */
export function fileOf(parts: string | string[] | undefined): string {
  const path = Array.isArray(parts) ? parts.join('/') : (parts ?? '')
  return path && path + ENDING
}
