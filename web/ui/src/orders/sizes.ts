const KB = 1024
const MB = KB * KB

/** ``812 B``, ``34 KB``, ``1.5 MB``. */
export function sizeWords(bytes: number): string {
  if (bytes < KB) return `${bytes} B`
  if (bytes < MB) return `${Math.round(bytes / KB)} KB`
  return `${(bytes / MB).toFixed(1).replace(/\.0$/, '')} MB`
}
