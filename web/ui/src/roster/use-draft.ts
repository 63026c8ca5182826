import { computed, ref, shallowRef } from 'vue'
import { roster, type Finding, type OpenedFile, type Published } from './api'

/** The file in the editor: what it held when it was opened, what is typed, and what is wrong with that. */
export function useDraft() {
  const opened = shallowRef<OpenedFile | null>(null)
  const text = ref('')
  /** What the folder holds, as far as we know; ``opened`` is what was put into the editor. */
  const saved = ref('')
  const base = ref('')
  const error = shallowRef<unknown>(null)
  const findings = shallowRef<Finding[]>([])
  const checked = ref(false)
  const checkFailed = ref(false)
  const dirty = computed(() => opened.value !== null && text.value !== saved.value)
  let checks = 0

  function put(file: OpenedFile, held = file.text): void {
    opened.value = file
    text.value = file.text
    saved.value = held
    base.value = file.base
    checked.value = false
  }

  async function open(name: string): Promise<void> {
    try {
      const file = await roster.file(name)
      error.value = null
      findings.value = []
      put({ ...file, text: file.text.replaceAll('\r\n', '\n') })
    } catch (refusal) {
      opened.value = null
      error.value = refusal
    }
  }

  function typed(now: string): void {
    text.value = now
    checked.value = false
  }

  /** The last question asked tells; a desk that does not answer leaves what is known. */
  async function check(now: string): Promise<Finding[]> {
    const file = opened.value
    if (!file) return []
    const mine = ++checks
    try {
      const told = (await roster.check(file.name, now)).findings
      if (mine === checks) [findings.value, checked.value, checkFailed.value] = [inOrder(told, file.name), true, false]
      return told
    } catch {
      if (mine === checks) checkFailed.value = true
      return []
    }
  }

  const preview = (from: string) => roster.preview(opened.value!.name, text.value, from)

  async function publish(why: string, from: string): Promise<Published> {
    return roster.publish({ name: opened.value!.name, text: text.value, base: base.value }, why, from)
  }

  const revert = () => opened.value && put({ ...opened.value, text: saved.value, base: base.value })

  /** The latest text takes the place of ours. */
  const replace = (latest: { text: string; base: string }) => opened.value && put({ ...opened.value, ...latest })

  /** Ours is now meant in place of the latest one. */
  function rebase(latest: { text: string; base: string }): void {
    saved.value = latest.text
    base.value = latest.base
  }

  /** It is published: leaving loses nothing. */
  const forget = () => (saved.value = text.value)

  return { opened, text, error, findings, checked, checkFailed, dirty, open, typed, check, preview, publish, revert, replace, rebase, forget }
}

/** Errors first, and those of the file that is open before the others'. */
function inOrder(findings: Finding[], file: string): Finding[] {
  const rank = (one: Finding) => (one.severity === 'error' ? 0 : 2) + (one.file === file ? 0 : 1)
  return [...findings].sort((one, other) => rank(one) - rank(other))
}
